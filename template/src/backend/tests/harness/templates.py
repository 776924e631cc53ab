"""The template database: migrated once, named after what shaped it, then only copied.

The idea of a template named by a hash, complete only once it is marked, is pgtestdb's.
"""

from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter

import asyncpg

from backend.tests.harness.configuration import service_name
from backend.tests.harness.databases import PREFIX, Databases, proof_of
from backend.tests.harness.locks import exclusive, exclusive_if_free, share
from backend.tests.harness.schema import Schema
from backend.tests.harness.servers.contract import Servers

TEMPLATE = f"{PREFIX}migrated_"
LAYOUT = "2"
KEPT = 5


@dataclass(frozen=True)
class Template:
    """A migrated database to copy; `history` says whether it was found or built."""

    name: str
    history: str


async def template_for(
    databases: Databases, schema: Schema, server_version: str, prefix: str = TEMPLATE
) -> Template:
    """Return a migrated template, which stays until the connection ends.

    Raises whatever the migrations raise.
    """
    name, history = name_for(schema, server_version, prefix), "found"
    await share(databases.connection, name)
    if not await is_complete(databases, name):
        # Not on the name itself: who found the template holds that, perhaps for a whole run.
        async with exclusive(databases.connection, f"{name} builder"):
            if not await is_complete(databases, name):
                began = perf_counter()
                await build(databases, schema, name)
                history = f"built in {perf_counter() - began:.2f} s"
    return Template(name, history)


def name_for(schema: Schema, server_version: str, prefix: str = TEMPLATE) -> str:
    return f"{prefix}{schema.fingerprint(server_version, LAYOUT, service_name())}"


async def is_at_hand(schema: Schema, servers: Servers) -> bool:
    """Whether a run on these servers finds its template, or has to migrate."""
    connection = await asyncpg.connect(servers.postgres_url)
    try:
        databases = Databases(connection, servers.postgres_url)
        return await is_complete(databases, name_for(schema, servers.postgres_version))
    finally:
        await connection.close()


async def is_complete(databases: Databases, name: str) -> bool:
    query = "SELECT datistemplate AND datconnlimit = $2 FROM pg_database WHERE datname = $1"
    return bool(await databases.connection.fetchval(query, name, proof_of(name)))


async def build(databases: Databases, schema: Schema, name: str) -> None:
    """Migrate under a private name first: nobody may ever copy a half-migrated database.

    Raises OccupiedError where somebody else's database has the name.
    """
    await databases.make_room(name)
    private = await databases.create()
    try:
        await schema.build(databases.url_of(private))
        async with databases.connection.transaction():
            await databases.connection.execute(f"ALTER DATABASE {private} RENAME TO {name}")
            # Complete from here on. Without connections it can be copied; one would block a copy.
            await databases.connection.execute(
                f"ALTER DATABASE {name} ALLOW_CONNECTIONS false IS_TEMPLATE true"
                f" CONNECTION LIMIT {proof_of(name)}"
            )
    except BaseException:
        await databases.drop(private)
        raise


async def collect(databases: Databases, prefix: str = TEMPLATE) -> None:
    """Drop templates that nobody uses, but for the newest few: branches take turns."""
    for name in (await databases.made(prefix))[:-KEPT]:
        async with exclusive_if_free(databases.connection, name) as unused:
            if unused:
                with suppress(asyncpg.InvalidCatalogNameError):
                    await databases.connection.execute(f"ALTER DATABASE {name} IS_TEMPLATE false")
                    await databases.drop(name)
