"""What sounds like a secret is not written, and neither are people's rows."""

import pytest
from structlog.typing import EventDict

from backend.runtime.redaction import REDACTED, redact_rows, redact_secrets
from backend.tests.runtime.probes import SECRET


def redacted(event: EventDict) -> EventDict:
    return dict(redact_secrets(None, "info", event))


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "PASSWD",
        "new_password",
        "secret_key",
        "access_token",
        "Authorization",
        "cookie",
        "set-cookie",
        "api_key",
        "apikey",
    ],
)
def test_a_name_that_sounds_secret_hides_its_value(name: str) -> None:
    assert redacted({name: SECRET}) == {name: REDACTED}


def test_an_ordinary_name_keeps_its_value() -> None:
    event = {"event": "passed", "author": "Ada", "keys": ["a", {"b": 1}]}

    assert redacted(event) == event


@pytest.mark.parametrize(
    "event",
    [
        {"body": {"password": SECRET}},
        {"body": {"user": {"password": SECRET}}},
        {"bodies": [{"password": SECRET}]},
        {"password": [SECRET]},
    ],
    ids=str,
)
def test_depth_hides_nothing_from_redaction(event: EventDict) -> None:
    assert SECRET not in str(redacted(event))


def test_a_row_in_a_traceback_is_not_written() -> None:
    trace = f"UniqueViolationError: taken\nDETAIL:  Failing row contains ({SECRET},\n{SECRET})."

    event = dict(redact_rows(None, "error", {"exception": trace}))

    assert event["exception"] == f"UniqueViolationError: taken\nDETAIL: {REDACTED}"


def test_the_rest_of_a_chain_of_tracebacks_stays() -> None:
    trace = f"first\nDETAIL: ({SECRET})\n\nThe above exception was the cause:\n\nsecond"

    event = dict(redact_rows(None, "error", {"exception": trace}))

    assert event["exception"] == (
        f"first\nDETAIL: {REDACTED}\n\nThe above exception was the cause:\n\nsecond"
    )


@pytest.mark.parametrize(
    "line",
    [
        f"[SQL: SELECT $1]\n[parameters: ('{SECRET}]\n{SECRET}',)]\n(Background on this error)",
        f"[SQL: SELECT $1]\n[parameters: ('{SECRET}',)]",
        f"Command # 1 (SET limit:{SECRET}) {SECRET} (1)) of pipeline caused error: OOM",
    ],
)
def test_what_a_statement_was_given_is_not_written(line: str) -> None:
    event = dict(redact_rows(None, "error", {"exception": f"first\n{line}\n\nThe above\n"}))

    assert SECRET not in event["exception"]
    assert "The above" in event["exception"]
