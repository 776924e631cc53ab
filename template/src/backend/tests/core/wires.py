"""The wire under a pooled connection: what goes over it, and its end without a word."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.core.database import create_engine
from backend.core.idle_connections import check_idle_connections
from backend.core.settings import CoreSettings

PID = text("SELECT pg_backend_pid()")


@asynccontextmanager
async def pool_of(settings: CoreSettings, idle_seconds: float) -> AsyncIterator[AsyncEngine]:
    """Yield a pool that asks its connections after so long a pause."""
    engine = create_engine(settings, pre_ping=False)
    check_idle_connections(engine, idle_seconds)
    yield engine
    await engine.dispose()


async def use(engine: AsyncEngine) -> int:
    """Return which process of PostgreSQL answered; the connection goes back to the pool."""
    async with engine.connect() as connection:
        return int(await connection.scalar(PID) or 0)


async def statements_of(engine: AsyncEngine) -> list[str]:
    """Return what surrounds the one statement while a connection is used, ping and transaction."""
    sent: list[str] = []

    def note(record: Any) -> None:  # noqa: ANN401 - its type differs between releases of asyncpg
        sent.append(record.query)

    driver = await driver_of(engine)
    driver.add_query_logger(note)
    await use(engine)
    driver.remove_query_logger(note)
    return sent


async def cut(engine: AsyncEngine) -> None:
    """Cut the connection, which the driver finds out when it next reads or writes."""
    driver = await driver_of(engine)
    wire: socket.socket = driver._transport.get_extra_info("socket")  # noqa: SLF001 - no other way
    wire.shutdown(socket.SHUT_RDWR)


async def driver_of(engine: AsyncEngine) -> Any:  # noqa: ANN401 - asyncpg's own
    async with engine.connect() as connection:
        return (await connection.get_raw_connection()).driver_connection
