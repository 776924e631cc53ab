"""Databases with an owner: each lives as long as the connection that made it."""

import secrets
from contextlib import AsyncExitStack, suppress

import asyncpg
from asyncpg import Connection
from sqlalchemy import make_url

from backend.tests.harness.locks import exclusive_if_free, try_hold
from backend.tests.harness.servers.contract import Servers

PREFIX = "testbed_"
OWNED = f"{PREFIX}db_"
KEPT = f"{PREFIX}kept_"
EMPTY = "template0"
END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"


def nobodys_name() -> str:
    """Return a name that no other process gives, though it may run on the same seed."""
    return secrets.token_hex(6)


class Databases:
    """Makes databases on one PostgreSQL, from its maintenance database.

    The maker holds an advisory lock for each, so a database whose lock is free has no owner any
    more and may go, whatever its age.
    """

    def __init__(self, connection: Connection, url: str) -> None:
        self.connection = connection
        self.url = make_url(url)

    def url_of(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    async def create(self, template: str = EMPTY) -> str:
        """Return the name of a new copy of `template`, ours until the connection ends."""
        name = f"{OWNED}{nobodys_name()}"
        await try_hold(self.connection, name)
        await self.copy(template, name)
        return name

    async def copy(self, template: str, name: str) -> None:
        # FILE_COPY beats the default WAL_LOG by half, and threefold under xdist, without fsync.
        await self.connection.execute(
            f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
        )

    async def keep(self, name: str) -> str:
        """Give `name` up to whoever wants to look at it, and return its new name."""
        kept = f"{KEPT}{nobodys_name()}"
        # A connection that somebody has left there would forbid another name.
        await self.connection.execute(END_OTHERS, name)
        await self.connection.execute(f"ALTER DATABASE {name} RENAME TO {kept}")
        return kept

    async def drop(self, name: str) -> None:
        await self.connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def sweep(self) -> None:
        """Drop what owners left who were killed."""
        for name in await self.named(OWNED):
            async with exclusive_if_free(self.connection, name) as abandoned:
                if abandoned:
                    # Somebody else may sweep the same server at this moment.
                    with suppress(asyncpg.InvalidCatalogNameError):
                        await self.drop(name)

    async def named(self, prefix: str) -> list[str]:
        """Return the databases whose name starts with `prefix`, oldest first."""
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY oid"
        return [row["datname"] for row in await self.connection.fetch(query, prefix)]


async def connect(servers: Servers, stack: AsyncExitStack) -> Databases:
    """Return an owner of databases, whose connection `stack` closes."""
    connection = await asyncpg.connect(servers.postgres_url)
    stack.push_async_callback(connection.close)
    return Databases(connection, servers.postgres_url)
