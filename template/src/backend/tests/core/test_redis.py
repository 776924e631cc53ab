"""A client that speaks text, and that notices when nobody is there."""

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from backend.core.redis import create_redis
from backend.core.settings import CoreSettings


async def test_what_was_stored_comes_back_as_text(redis: Redis) -> None:
    await redis.set("greeting", "grüezi", ex=60)

    assert await redis.get("greeting") == "grüezi"


async def test_a_server_that_is_away_is_noticed(settings: CoreSettings) -> None:
    async with create_redis(settings) as redis:
        with pytest.raises(RedisConnectionError):
            await redis.ping()
