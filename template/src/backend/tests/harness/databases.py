"""Databases with an owner: each lives as long as the connection that made it."""

import secrets
import zlib
from contextlib import AsyncExitStack, suppress

import asyncpg
from asyncpg import Connection
from sqlalchemy import make_url

from backend.tests.harness.configuration import service_name
from backend.tests.harness.locks import exclusive_if_free, try_hold
from backend.tests.harness.properties import Properties
from backend.tests.harness.servers.contract import OccupiedError, Servers

PREFIX = "testbed_"
# Release 1.1.0 drops what is called testbed_db_, and sees the locks of its own database only.
OWNED = f"{PREFIX}run_"
KEPT = f"{PREFIX}kept_"
EMPTY = "template0"
MINE = """
    SELECT datname, datconnlimit FROM pg_database
    WHERE starts_with(datname, $1) AND pg_get_userbyid(datdba) = current_user ORDER BY oid
"""
END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"


def nobodys_name() -> str:
    """Return a name that no other process gives, though it may run on the same seed."""
    return secrets.token_hex(6)


def proof_of(name: str) -> int:
    """Return the connection limit that shows that a run of this service made the database.

    CREATE DATABASE itself writes it, so that a run that is killed leaves no database without it. It
    is above any real limit, and follows from the name, so that nobody's database has it by chance.
    """
    return zlib.crc32(f"{service_name()} {name}".encode()) % 2**30 + 2**30


class Databases:
    """Makes databases on one PostgreSQL, from its maintenance database.

    The maker holds an advisory lock for each, so a database with our proof whose lock is free has
    no owner any more and may go, whatever its age. No other database is ever dropped.
    """

    def __init__(self, connection: Connection, url: str) -> None:
        self.connection = connection
        self.properties = Properties(connection)
        self.url = make_url(url)

    def url_of(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    async def create(self, template: str = EMPTY) -> str:
        """Return the name of a new copy of `template`, ours until the connection ends."""
        name = f"{OWNED}{nobodys_name()}"
        while not await try_hold(self.connection, name):
            name = f"{OWNED}{nobodys_name()}"
        await self.copy(template, name)
        return name

    async def copy(self, template: str, name: str) -> None:
        # FILE_COPY beats the default WAL_LOG by half, and threefold under xdist, without fsync.
        await self.connection.execute(
            f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
            f" CONNECTION LIMIT {proof_of(name)}"
        )
        if template != EMPTY:
            await self.properties.copy(template, name)

    async def keep(self, name: str) -> str:
        """Give `name` up to whoever wants to look at it, and return its new name."""
        kept = f"{KEPT}{nobodys_name()}"
        # A connection that somebody has left there would forbid another name.
        await self.connection.execute(END_OTHERS, name)
        await self.connection.execute(f"ALTER DATABASE {name} RENAME TO {kept}")
        await self.connection.execute(f"ALTER DATABASE {kept} CONNECTION LIMIT -1")
        return kept

    async def drop(self, name: str) -> None:
        await self.connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def make_room(self, name: str) -> None:
        """Drop the database `name`. Raises OccupiedError where no run of this service made it."""
        if await self.exists(name) and name not in await self.made(name):
            raise OccupiedError(
                f"No run of this service made the database {name}, and so none removes it: "
                f"drop or rename it, where nobody needs it (DROP DATABASE {name})."
            )
        await self.drop(name)

    async def sweep(self) -> None:
        """Drop what owners left who were killed."""
        for name in await self.made(OWNED):
            async with exclusive_if_free(self.connection, name) as abandoned:
                if abandoned:
                    # Somebody else may sweep the same server at this moment.
                    with suppress(asyncpg.InvalidCatalogNameError):
                        await self.drop(name)

    async def made(self, prefix: str) -> list[str]:
        """Return what runs of this service made and named so, the oldest first."""
        rows = await self.connection.fetch(MINE, prefix)
        return [name for name, limit in rows if limit == proof_of(name)]

    async def exists(self, name: str) -> bool:
        query = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
        return bool(await self.connection.fetchval(query, name))


async def connect(servers: Servers, stack: AsyncExitStack) -> Databases:
    """Return an owner of databases, whose connection `stack` closes."""
    connection = await asyncpg.connect(servers.postgres_url)
    stack.push_async_callback(connection.close)
    return Databases(connection, servers.postgres_url)
