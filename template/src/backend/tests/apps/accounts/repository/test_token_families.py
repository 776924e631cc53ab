"""Refresh tokens are good once; a second use after the grace means theft and ends the family."""

from asyncio import gather
from datetime import timedelta
from http import HTTPStatus

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from backend.apps.accounts.errors import RefreshTokenInvalidError, RefreshTokenReusedError
from backend.apps.accounts.repository.token_families import RefreshToken, TokenFamilies
from backend.apps.accounts.schemas import TokenPair
from backend.apps.accounts.settings import AccountsSettings
from backend.core.redis import create_redis
from backend.tests.apps.accounts.builders import MakeUser
from backend.tests.apps.accounts.entrance import LogIn, Refresh
from backend.tests.apps.accounts.factories import FAKER
from backend.tests.apps.answers import refusal_of
from backend.tests.harness.clock import Clock
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox

AFTER_THE_GRACE = timedelta(seconds=AccountsSettings.model_fields["refresh_grace_seconds"].default)
INVALID = (HTTPStatus.UNAUTHORIZED, "refresh-token-invalid")
REUSED = (HTTPStatus.UNAUTHORIZED, "refresh-token-reused")


async def test_every_refresh_gives_a_new_token(tokens: TokenPair, refresh: Refresh) -> None:
    second = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())
    third = TokenPair.model_validate((await refresh(second.refresh_token)).json())

    assert len({tokens.refresh_token, second.refresh_token, third.refresh_token}) == 3


async def test_a_used_token_is_refused(tokens: TokenPair, refresh: Refresh, clock: Clock) -> None:
    await refresh(tokens.refresh_token)
    clock.move(AFTER_THE_GRACE)

    response = await refresh(tokens.refresh_token)

    assert refusal_of(response) == REUSED
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_theft_ends_the_newest_token_too(
    tokens: TokenPair, refresh: Refresh, redis: Redis, clock: Clock
) -> None:
    newest = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())
    clock.move(AFTER_THE_GRACE)
    await refresh(tokens.refresh_token)

    response = await refresh(newest.refresh_token)

    assert refusal_of(response) == INVALID
    assert await redis.keys("refresh-token:*") == []


async def test_theft_ends_one_family_only(
    log_in: LogIn, refresh: Refresh, make_user: MakeUser, clock: Clock
) -> None:
    email = (await make_user()).email
    stolen, other = [TokenPair.model_validate((await log_in(email)).json()) for _ in range(2)]
    await refresh(stolen.refresh_token)
    clock.move(AFTER_THE_GRACE)
    assert refusal_of(await refresh(stolen.refresh_token)) == REUSED

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


@pytest.mark.committed
async def test_refreshes_of_one_token_at_once_all_get_its_successor(
    tokens: TokenPair, refresh: Refresh, sandbox: Sandbox
) -> None:
    answers = await race(sandbox, *(refresh(tokens.refresh_token) for _ in range(5)))

    pairs = [TokenPair.model_validate(answer.json()) for answer in answers]
    assert len({pair.refresh_token for pair in pairs}) == 1
    assert len({pair.access_token for pair in pairs}) == 5
    assert (await refresh(pairs[0].refresh_token)).status_code == HTTPStatus.OK


async def test_a_lost_answer_is_given_again_within_the_grace(
    tokens: TokenPair, refresh: Refresh, clock: Clock
) -> None:
    clock.freeze()
    first = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())
    clock.move(AFTER_THE_GRACE - timedelta(seconds=1))

    second = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())

    assert second.refresh_token == first.refresh_token


async def test_the_grace_is_for_the_last_token_alone(tokens: TokenPair, refresh: Refresh) -> None:
    second = TokenPair.model_validate((await refresh(tokens.refresh_token)).json())
    await refresh(second.refresh_token)

    response = await refresh(tokens.refresh_token)

    assert refusal_of(response) == REUSED


async def test_without_a_grace_two_refreshes_at_once_are_theft(
    redis: Redis, settings: AccountsSettings
) -> None:
    strict = settings.model_copy(update={"refresh_grace_seconds": 0})
    families = TokenFamilies(redis, strict)
    token = await families.begin(FAKER.uuid4(cast_to=None))

    outcomes = await gather(families.rotate(token), families.rotate(token), return_exceptions=True)

    assert {type(outcome) for outcome in outcomes} == {RefreshToken, RefreshTokenReusedError}
    assert await redis.keys() == []


async def test_only_the_services_key_tells_what_follows_a_token(
    redis: Redis, settings: AccountsSettings
) -> None:
    token = await TokenFamilies(redis, settings).begin(FAKER.uuid4(cast_to=None))
    foreign = settings.model_copy(update={"secret_key": SecretStr("k" * 32)})

    ours = token.successor(settings.secret_key.get_secret_value().encode())

    assert ours == await TokenFamilies(redis, settings).rotate(token)
    with pytest.raises(RefreshTokenReusedError):
        await TokenFamilies(redis, foreign).rotate(token)


async def test_a_family_that_ended_is_not_revived(redis: Redis, settings: AccountsSettings) -> None:
    families = TokenFamilies(redis, settings)
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


async def test_a_token_of_another_service_is_unknown(
    live_settings: AccountsSettings, redis: Redis
) -> None:
    token = await TokenFamilies(redis, live_settings).begin(FAKER.uuid4(cast_to=None))
    neighbour = live_settings.model_copy(update={"redis_prefix": "neighbour:"})

    async with create_redis(neighbour) as theirs:
        with pytest.raises(RefreshTokenInvalidError):
            await TokenFamilies(theirs, neighbour).user_of(token)
