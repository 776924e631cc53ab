"""Passwords that cannot be read back, and tokens that cannot be forged."""

from asyncio import gather
from datetime import UTC, datetime, timedelta
from threading import current_thread

import jwt
import pytest
from pwdlib import PasswordHash
from pydantic import SecretStr

from backend.core.clock import utc_now
from backend.core.errors import UnauthorizedError
from backend.core.security import (
    MAX_WAITING,
    AccessTokenExpiredError,
    AccessTokenInvalidError,
    LimitedPasswordHash,
    PasswordsWaitError,
    create_password_hash,
    decode_access_token,
    encode_access_token,
    hash_password,
    verify_password,
)
from backend.core.settings import CoreSettings
from backend.tests.core.hashing import CrowdedHasher, MeetingHasher, ObservedHasher
from backend.tests.core.tokens import SUBJECT, forge, forge_unsigned

PASSWORD = "open sesame"  # noqa: S105 - opens nothing
OTHER_KEY = "another-key-of-more-than-thirty-two-characters"
MINUTE = timedelta(minutes=1)
FAR_FUTURE = datetime(2999, 1, 1, tzinfo=UTC)


async def test_a_hash_costs_what_the_settings_say(settings: CoreSettings) -> None:
    costs = {"password_time_cost": 2, "password_memory_kib": 128}
    password_hash = create_password_hash(settings.model_copy(update=costs))

    hashed = await hash_password(password_hash, PASSWORD)

    assert hashed.startswith("$argon2id$v=19$m=128,t=2,")
    assert PASSWORD not in hashed


@pytest.mark.parametrize(("password", "is_right"), [(PASSWORD, True), ("open barley", False)])
async def test_only_the_right_password_verifies(
    settings: CoreSettings, password: str, is_right: bool
) -> None:
    password_hash = create_password_hash(settings)
    stored = await hash_password(password_hash, PASSWORD)

    assert await verify_password(password_hash, password, stored) is is_right


async def test_two_hashes_of_a_password_differ(settings: CoreSettings) -> None:
    password_hash = create_password_hash(settings)

    one, other = [await hash_password(password_hash, PASSWORD) for _ in range(2)]

    assert one != other


async def test_nobody_has_no_password_and_costs_the_same() -> None:
    hasher = ObservedHasher()

    assert await verify_password(PasswordHash([hasher]), PASSWORD, None) is False
    assert len(hasher.worked_in) == 1


async def test_hashing_leaves_the_event_loop_free() -> None:
    hasher = ObservedHasher()
    password_hash = PasswordHash([hasher])

    stored = await hash_password(password_hash, PASSWORD)
    await verify_password(password_hash, PASSWORD, stored)

    assert len(hasher.worked_in) == 2
    assert current_thread() not in hasher.worked_in


async def test_only_so_many_passwords_are_hashed_at_once() -> None:
    hasher = CrowdedHasher()
    password_hash = LimitedPasswordHash(hasher, 2)

    hashed = await gather(*(hash_password(password_hash, PASSWORD) for _ in range(6)))
    await gather(*(verify_password(password_hash, PASSWORD, one) for one in hashed))

    assert len(hasher.at_once) == 12
    assert max(hasher.at_once) <= 2


async def test_hashes_at_once_are_at_once(settings: CoreSettings) -> None:
    hasher = MeetingHasher(3)
    password_hash = create_password_hash(settings.model_copy(update={"password_hashes": 3}))
    password_hash.current_hasher = hasher

    # Each waits in its thread for the two others.
    hashed = await gather(*(hash_password(password_hash, PASSWORD) for _ in range(3)))

    assert len(set(hashed)) == 3


async def test_who_would_wait_too_long_for_a_hash_is_told_at_once() -> None:
    hasher = CrowdedHasher()
    password_hash = LimitedPasswordHash(hasher, 1)
    # One is hashed, and as many wait as may.
    wanted = 1 + MAX_WAITING + 2

    outcomes = await gather(
        *(hash_password(password_hash, PASSWORD) for _ in range(wanted)), return_exceptions=True
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, PasswordsWaitError)]
    assert (len(refused), len(hasher.at_once)) == (2, 1 + MAX_WAITING)
    assert await hash_password(password_hash, PASSWORD)


def test_a_token_says_whose_it_is(settings: CoreSettings) -> None:
    token = encode_access_token(settings, SUBJECT, MINUTE)

    assert decode_access_token(settings, token) == SUBJECT


def test_no_two_tokens_are_the_same(settings: CoreSettings) -> None:
    assert encode_access_token(settings, SUBJECT, MINUTE) != encode_access_token(
        settings, SUBJECT, MINUTE
    )


def test_a_token_that_would_be_right_is_right(settings: CoreSettings) -> None:
    assert decode_access_token(settings, forge(settings)) == SUBJECT


@pytest.mark.validation
def test_an_expired_token_asks_for_a_refresh(settings: CoreSettings) -> None:
    token = encode_access_token(settings, SUBJECT, -MINUTE)

    with pytest.raises(AccessTokenExpiredError, match="refresh"):
        decode_access_token(settings, token)


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_another_clock_may_be_ahead_by_the_leeway(settings: CoreSettings, claim: str) -> None:
    leeway = settings.token_leeway_seconds
    ahead = forge(settings, **{claim: utc_now().timestamp() + leeway - 1})
    further_ahead = forge(settings, **{claim: utc_now().timestamp() + leeway + 60})

    assert decode_access_token(settings, ahead) == SUBJECT
    with pytest.raises(UnauthorizedError):
        decode_access_token(settings, further_ahead)


@pytest.mark.validation
def test_no_leeway_lengthens_a_tokens_life(settings: CoreSettings) -> None:
    with pytest.raises(AccessTokenExpiredError):
        decode_access_token(settings, encode_access_token(settings, SUBJECT, timedelta(0)))


@pytest.mark.validation
@pytest.mark.parametrize("claim", ["iss", "sub", "iat", "exp", "jti", "typ"])
def test_a_token_without_a_claim_is_refused(settings: CoreSettings, claim: str) -> None:
    with pytest.raises(AccessTokenInvalidError):
        decode_access_token(settings, forge(settings, **{claim: None}))


@pytest.mark.validation
@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("iss", "someone-else"),
        ("sub", "not-a-uuid"),
        ("typ", "password-reset"),
        ("nbf", FAR_FUTURE),
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(
    settings: CoreSettings, claim: str, value: object
) -> None:
    with pytest.raises(AccessTokenInvalidError):
        decode_access_token(settings, forge(settings, **{claim: value}))


@pytest.mark.validation
def test_a_token_of_another_key_is_refused(settings: CoreSettings) -> None:
    elsewhere = settings.model_copy(update={"secret_key": SecretStr(OTHER_KEY)})
    token = encode_access_token(elsewhere, SUBJECT, MINUTE)

    with pytest.raises(AccessTokenInvalidError, match="log in again"):
        decode_access_token(settings, token)


@pytest.mark.validation
@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", forge_unsigned()])
def test_a_token_that_nobody_signed_is_refused(settings: CoreSettings, token: str) -> None:
    with pytest.raises(AccessTokenInvalidError):
        decode_access_token(settings, token)


def test_a_token_holds_no_more_than_it_must(settings: CoreSettings) -> None:
    token = encode_access_token(settings, SUBJECT, MINUTE)

    claims = jwt.decode(token, options={"verify_signature": False})

    assert claims.keys() == {"iss", "sub", "iat", "exp", "jti", "typ"}
