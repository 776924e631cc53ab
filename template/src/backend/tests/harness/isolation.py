"""Savepoint isolation: one connection and one outer transaction per test, never committed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


@asynccontextmanager
async def isolated(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Yield a connection whose every change is rolled back.

    The service's own sessionmaker binds to it in join mode `create_savepoint`: its commits
    release savepoints and its rollbacks return to them (SQLAlchemy, "Joining a Session into
    an External Transaction").
    """
    async with engine.connect() as connection:
        transaction = await connection.begin()
        try:
            yield connection
        finally:
            await transaction.rollback()
