"""Advisory locks: PostgreSQL gives them back within milliseconds of their holder's death.

They are seen within one database only: take them from the maintenance database of `Servers`.
"""

import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg import Connection

NAMESPACE = zlib.crc32(b"testbed") - 2**31


def key_of(name: str) -> int:
    """Advisory locks are two integers; names are longer. A clash would only make one wait."""
    return zlib.crc32(name.encode()) - 2**31


@asynccontextmanager
async def exclusive(connection: Connection, name: str) -> AsyncIterator[None]:
    """Hold `name` alone, after whoever holds it now."""
    await connection.execute("SELECT pg_advisory_lock($1, $2)", NAMESPACE, key_of(name))
    try:
        yield
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1, $2)", NAMESPACE, key_of(name))


@asynccontextmanager
async def exclusive_if_free(connection: Connection, name: str) -> AsyncIterator[bool]:
    """Hold `name` alone if nobody else does, and say whether that is so."""
    taken = await try_hold(connection, name)
    try:
        yield taken
    finally:
        if taken:
            await connection.execute("SELECT pg_advisory_unlock($1, $2)", NAMESPACE, key_of(name))


async def until_free(connection: Connection, name: str) -> None:
    """Wait until nobody holds `name`: PostgreSQL needs a moment to see that a connection ended."""
    async with exclusive(connection, name):
        pass


async def try_hold(connection: Connection, name: str) -> bool:
    """Hold `name` until the connection ends, if it is free."""
    query = "SELECT pg_try_advisory_lock($1, $2)"
    return bool(await connection.fetchval(query, NAMESPACE, key_of(name)))


async def share(connection: Connection, name: str) -> None:
    """Hold `name` together with others, until the connection ends."""
    await connection.execute("SELECT pg_advisory_lock_shared($1, $2)", NAMESPACE, key_of(name))
