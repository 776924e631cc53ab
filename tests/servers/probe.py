"""The tests of a small service: one needs no server, one needs both, some never end."""

import asyncio
import os
from pathlib import Path
from typing import Any

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


IS_TO_BE_KILLED = "BEGUN" in os.environ


@pytest.mark.skipif(not IS_TO_BE_KILLED, reason="to be killed")  # rule: TB501 - by design
@pytest.mark.parametrize("number", range(4))
async def test_that_never_ends(number: int, session: AsyncSession, redis: Redis) -> None:
    await redis.set("number", number, ex=60)
    await asyncio.to_thread(Path(os.environ["BEGUN"]).write_text, "begun")
    while await session.scalar(text("SELECT true FROM pg_sleep(0.05)")):  # rule: TB502 - killed
        pass


@pytest.mark.skipif(not IS_TO_BE_KILLED, reason="to be killed")  # rule: TB501 - by design
async def test_that_outlives_its_servers(session: AsyncSession) -> None:
    ended = asyncio.Event()
    connection = await (await session.connection()).get_raw_connection()
    driver: Any = connection.driver_connection
    driver.add_termination_listener(lambda _: ended.set())
    await asyncio.to_thread(Path(os.environ["BEGUN"]).write_text, "begun")
    await ended.wait()
