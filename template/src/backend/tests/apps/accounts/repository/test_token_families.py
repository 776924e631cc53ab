"""Refresh tokens are good once; a second use means theft and ends the whole family."""

from asyncio import gather
from datetime import timedelta
from http import HTTPStatus

import pytest
from redis.asyncio import Redis

from backend.apps.accounts.errors import RefreshTokenInvalidError, RefreshTokenReusedError
from backend.apps.accounts.models import User
from backend.apps.accounts.repository.token_families import RefreshToken, TokenFamilies
from backend.apps.accounts.schemas import TokenPair
from backend.tests.apps.accounts.entrance import LogIn, Refresh
from backend.tests.apps.accounts.factories import FAKER
from backend.tests.apps.answers import refusal_of

INVALID = (HTTPStatus.UNAUTHORIZED, "refresh-token-invalid")
REUSED = (HTTPStatus.UNAUTHORIZED, "refresh-token-reused")


async def test_every_refresh_gives_a_new_token(tokens: TokenPair, refresh: Refresh) -> None:
    second = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())
    third = TokenPair.model_validate((await refresh(second.refresh_token)).json())

    assert len({tokens.refresh_token, second.refresh_token, third.refresh_token}) == 3


async def test_a_used_token_is_refused(tokens: TokenPair, refresh: Refresh) -> None:
    await refresh(tokens.refresh_token)

    response = await refresh(tokens.refresh_token)

    assert refusal_of(response) == REUSED
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_theft_ends_the_newest_token_too(
    tokens: TokenPair, refresh: Refresh, redis: Redis
) -> None:
    newest = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())
    await refresh(tokens.refresh_token)

    response = await refresh(newest.refresh_token)

    assert refusal_of(response) == INVALID
    assert await redis.keys("refresh-token:*") == []


async def test_theft_ends_one_family_only(
    tokens: TokenPair, refresh: Refresh, log_in: LogIn, authenticated_user: User
) -> None:
    other = TokenPair.model_validate((await log_in(authenticated_user.email)).json())
    await refresh(tokens.refresh_token)
    await refresh(tokens.refresh_token)

    response = await refresh(other.refresh_token)

    assert response.status_code == HTTPStatus.OK


async def test_a_guessed_secret_is_taken_for_theft(
    tokens: TokenPair, refresh: Refresh, redis: Redis
) -> None:
    family = RefreshToken.parse(tokens.refresh_token).family

    response = await refresh(str(RefreshToken(family)))

    assert refusal_of(response) == REUSED
    assert await redis.keys("refresh-token:*") == []


async def test_an_expired_token_is_refused(
    tokens: TokenPair, refresh: Refresh, redis: Redis
) -> None:
    await redis.pexpire(RefreshToken.parse(tokens.refresh_token).key, 0)

    response = await refresh(tokens.refresh_token)

    assert refusal_of(response) == INVALID


async def test_a_refresh_begins_the_lifetime_anew(
    tokens: TokenPair, refresh: Refresh, redis: Redis
) -> None:
    key = RefreshToken.parse(tokens.refresh_token).key
    whole = await redis.ttl(key)
    await redis.expire(key, whole // 2)

    await refresh(tokens.refresh_token)

    assert await redis.ttl(key) > whole // 2


@pytest.mark.parametrize("unknown", ["x", ".", "x.", ".x", "x.y.z", "\N{SNOWMAN}", "x" * 200])
async def test_what_was_never_a_token_is_refused(refresh: Refresh, unknown: str) -> None:
    response = await refresh(unknown)

    assert refusal_of(response) == INVALID


async def test_two_refreshes_at_once_are_theft(redis: Redis) -> None:
    families = TokenFamilies(redis, timedelta(days=1))
    token = await families.begin(FAKER.uuid4(cast_to=None))

    outcomes = await gather(families.rotate(token), families.rotate(token), return_exceptions=True)

    assert {type(outcome) for outcome in outcomes} == {RefreshToken, RefreshTokenReusedError}
    assert await redis.keys() == []


async def test_a_family_that_ended_is_not_revived(redis: Redis) -> None:
    families = TokenFamilies(redis, timedelta(days=1))
    token = await families.begin(FAKER.uuid4(cast_to=None))
    await families.end(token)

    with pytest.raises(RefreshTokenInvalidError):
        await families.rotate(token)

    assert await redis.keys() == []


async def test_redis_never_holds_a_token(tokens: TokenPair, redis: Redis) -> None:
    token = RefreshToken.parse(tokens.refresh_token)

    stored = await redis.hgetall(token.key)

    assert token.digest in stored.values()
    assert token.secret not in str(stored)


def test_a_printed_token_keeps_its_secret() -> None:
    token = RefreshToken("family")

    assert token.secret not in repr(token)
    assert token.secret in str(token)
