"""Builds the service's schema as the service does, in a process that forgets what it imported."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from backend.tests.harness.adopted.addresses import variables
from backend.tests.harness.adopted.fingerprints import CODE, files_below, fingerprint_of
from backend.tests.harness.adopted.origins import places_of
from backend.tests.harness.adopted.wiring import (
    HOME,
    Alembic,
    Command,
    Metadata,
    Wiring,
    WiringError,
)
from backend.tests.harness.servers.places import SOURCE

PACKAGE = "backend.tests.harness.adopted"
# What lies where a command is started is not to be taken for a module.
PYTHON = ("-P", "-m")
NOTHING_CAME = (
    "the schema's command left no table in the tests' database: name in `environment` the variable"
    " that it finds its database by."
)


@dataclass(frozen=True)
class AdoptedSchema:
    """The words that build it, and the files that shape it."""

    wiring: Wiring
    redis_url: str

    def fingerprint(self, *more: str) -> str:
        schema = self.wiring.schema
        # A whole package holds much that shapes no table.
        kinds = CODE if isinstance(schema, Metadata) and not schema.files else ()
        places = places_of(schema, self.wiring.folders)
        return fingerprint_of(places, repr(schema), *more, kinds=kinds)

    def files(self) -> Iterator[Path]:
        for place in places_of(self.wiring.schema, self.wiring.folders):
            yield from files_below(place, CODE)

    async def build(self, url: str) -> None:
        """Run the service's migrations; what they say when they fail is in the error."""
        schema = self.wiring.schema
        process = await asyncio.create_subprocess_exec(
            *words_of(schema, url),
            cwd=folder_of(schema),
            env=self.environment(url),
            stdout=PIPE,
            stderr=STDOUT,
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise SchemaError(said.decode(errors="replace").strip() or "nothing")
        if isinstance(schema, Command) and not await has_tables(url):
            raise WiringError(NOTHING_CAME)

    def environment(self, url: str) -> dict[str, str]:
        ours = variables(self.wiring.environment, url, self.redis_url)
        folders = (str(SOURCE), *map(str, self.wiring.folders), os.environ.get("PYTHONPATH", ""))
        return {**os.environ, **ours, "PYTHONPATH": os.pathsep.join(filter(None, folders))}


class SchemaError(Exception):
    """The service's own migrations failed."""

    def __init__(self, said: str) -> None:
        super().__init__(f"The schema that wiring.py names cannot be built. It said:\n{said}")


def folder_of(schema: Alembic | Metadata | Command) -> Path:
    """Return where the service's developers stand when they migrate."""
    return (HOME / schema.ini).parent if isinstance(schema, Alembic) else HOME


def words_of(schema: Alembic | Metadata | Command, url: str) -> Sequence[str]:
    if isinstance(schema, Alembic):
        module, ini = f"{PACKAGE}.migrate", str(HOME / schema.ini)
        return (sys.executable, *PYTHON, module, ini, schema.driver, url)
    if isinstance(schema, Metadata):
        return (sys.executable, *PYTHON, f"{PACKAGE}.create", schema.reference, url)
    return (sys.executable, *PYTHON, f"{PACKAGE}.execute", *schema.words)


async def has_tables(url: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM pg_stat_user_tables)"))
    finally:
        await connection.close()
