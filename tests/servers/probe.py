"""The tests of a small service: one needs no server, one needs both."""

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


def test_arithmetic() -> None:
    assert 1 + 1 == 2


@pytest.mark.parametrize("number", range(4))
async def test_both_servers_answer(number: int, session: AsyncSession, redis: Redis) -> None:
    await redis.set("number", number, ex=60)

    assert await session.scalar(text("SELECT count(*) FROM users")) == 0
    assert await redis.get("number") == str(number)
