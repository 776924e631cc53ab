"""A client that speaks text, and that notices when nobody is there."""

from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from backend.core.redis import create_redis, key_of
from backend.core.settings import CoreSettings
from backend.tests.core.fronts import ELSEWHERE, open_fronts
from backend.tests.harness.settings import settings_for_tests

TOO_LITTLE = 1e-9


async def test_what_was_stored_comes_back_as_text(redis: Redis) -> None:
    await redis.set("greeting", "grüezi", ex=60)

    assert await redis.get("greeting") == "grüezi"


async def test_a_server_that_is_away_is_noticed(settings: CoreSettings) -> None:
    async with create_redis(settings) as redis:
        with pytest.raises(RedisConnectionError):
            await redis.ping()


async def test_a_server_may_take_as_long_as_the_settings_say(live_settings: CoreSettings) -> None:
    hasty = live_settings.model_copy(update={"server_patience": TOO_LITTLE})
    async with create_redis(hasty) as redis:
        with pytest.raises(RedisTimeoutError):
            await redis.ping()


@pytest.mark.parametrize(
    "query",
    [
        "ssl_cert_reqs=none",
        "ssl_ca_certs={authority}",
        "ssl_ca_certs={authority}&ssl_check_hostname=true&protocol=3",
    ],
)
async def test_keys_come_by_way_of_tls(
    live_settings: CoreSettings, tmp_path: Path, query: str
) -> None:
    async with open_fronts(live_settings, tmp_path) as fronts:
        address = f"{fronts.redis_url}?{query.format(authority=fronts.authority)}"

        async with create_redis(settings_for_tests(redis_url=address)) as redis:
            assert await redis.ping() is True


async def test_no_key_comes_from_whom_the_url_does_not_trust(
    live_settings: CoreSettings, tmp_path: Path
) -> None:
    async with open_fronts(live_settings, tmp_path, ELSEWHERE) as fronts:
        address = f"{fronts.redis_url}?ssl_ca_certs={fronts.authority}"

        async with create_redis(settings_for_tests(redis_url=address)) as redis:
            with pytest.raises(RedisConnectionError, match="certificate verify failed"):
                await redis.ping()


@pytest.mark.parametrize(("prefix", "key"), [("", "greeting"), ("shop:", "shop:greeting")])
async def test_a_key_begins_with_the_services_prefix(
    settings: CoreSettings, prefix: str, key: str
) -> None:
    async with create_redis(settings.model_copy(update={"redis_prefix": prefix})) as redis:
        assert key_of(redis, "greeting") == key
