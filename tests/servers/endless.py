"""Tests that never end, to be killed: whoever names this file starts them, nobody else."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

BEGUN = Path(os.environ["BEGUN"])


@pytest.mark.parametrize("number", range(4))
async def test_that_never_ends(number: int, session: AsyncSession, redis: Redis) -> None:
    await redis.set("number", number, ex=60)
    await asyncio.to_thread(BEGUN.write_text, "begun")
    while await session.scalar(text("SELECT true FROM pg_sleep(0.05)")):  # rule: TB502 - killed
        pass


async def test_that_outlives_its_servers(session: AsyncSession) -> None:
    ended = asyncio.Event()
    connection = await (await session.connection()).get_raw_connection()
    driver: Any = connection.driver_connection
    driver.add_termination_listener(lambda _: ended.set())
    await asyncio.to_thread(BEGUN.write_text, "begun")
    await ended.wait()
