"""Signatures are those of standardwebhooks.com, to the letter, and good for a short while."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.apps.billing.service.signatures import Signer, is_recent

# The example that the specification gives.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - published, opens nothing
EVENT_ID, TIMESTAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

NOW = datetime.fromtimestamp(int(TIMESTAMP), UTC)
FIVE_MINUTES = timedelta(minutes=5)


def test_we_sign_as_everyone_does() -> None:
    assert Signer(SECRET).sign(EVENT_ID, TIMESTAMP, BODY) == SIGNATURE


@pytest.mark.parametrize("given", [SIGNATURE, f"v1,b2xk {SIGNATURE}", f"{SIGNATURE} v1a,other"])
def test_a_right_signature_is_recognized(given: str) -> None:
    assert Signer(SECRET).is_right(given, EVENT_ID, TIMESTAMP, BODY)


@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        "v1,",
        f"v1,b2xk\t{SIGNATURE}",
        SIGNATURE.removeprefix("v1,"),
        SIGNATURE.replace("v1", "v2"),
        SIGNATURE[:-1],
    ],
)
def test_nothing_else_will_do(given: str) -> None:
    assert not Signer(SECRET).is_right(given, EVENT_ID, TIMESTAMP, BODY)


@pytest.mark.parametrize(
    ("event_id", "timestamp", "body"),
    [
        (f"{EVENT_ID}x", TIMESTAMP, BODY),
        (EVENT_ID, f"{TIMESTAMP}0", BODY),
        (EVENT_ID, TIMESTAMP, BODY + b" "),
        (EVENT_ID, "161426533", b"0." + BODY),
    ],
)
def test_everything_is_signed(event_id: str, timestamp: str, body: bytes) -> None:
    assert not Signer(SECRET).is_right(SIGNATURE, event_id, timestamp, body)


@pytest.mark.parametrize(
    ("seconds", "recent"), [(-301, False), (-300, True), (300, True), (301, False)]
)
def test_a_while_is_as_long_on_both_sides(seconds: int, recent: bool) -> None:
    timestamp = str(int(TIMESTAMP) + seconds)

    assert is_recent(timestamp, NOW, FIVE_MINUTES) is recent


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1614265330.0", "\u0661", "1" * 400])
def test_what_is_no_time_is_not_recent(timestamp: str) -> None:
    assert not is_recent(timestamp, NOW, FIVE_MINUTES)
