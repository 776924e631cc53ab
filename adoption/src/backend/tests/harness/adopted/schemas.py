"""Builds the service's schema as the service does, in a process that forgets what it imported."""

import asyncio
import configparser
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from backend.tests.harness.adopted.addresses import variables
from backend.tests.harness.adopted.fingerprints import fingerprint_of
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


@dataclass(frozen=True)
class AdoptedSchema:
    """The words that build it, and the files that shape it."""

    wiring: Wiring
    redis_url: str

    def fingerprint(self, *more: str) -> str:
        schema = repr(self.wiring.schema)
        return fingerprint_of(places_of(self.wiring.schema, self.wiring.folders), schema, *more)

    async def build(self, url: str) -> None:
        """Run the service's migrations; what they say when they fail is in the error."""
        process = await asyncio.create_subprocess_exec(
            *words_of(self.wiring.schema, url),
            cwd=folder_of(self.wiring.schema),
            env=self.environment(url),
            stdout=PIPE,
            stderr=STDOUT,
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise SchemaError(said.decode(errors="replace").strip())

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
    return (sys.executable, *schema.words[1:]) if schema.words[0] == "python" else schema.words


def places_of(schema: Alembic | Metadata | Command, folders: list[Path]) -> list[Path]:
    """Return the files and folders that decide what the schema comes to."""
    if isinstance(schema, Alembic):
        places = [HOME / schema.ini, *script_locations(HOME / schema.ini)]
    elif schema.files:
        places = [HOME / file for file in schema.files]
    elif isinstance(schema, Metadata):
        places = [package_of(schema.reference, folders)]
    else:
        raise WiringError("the schema's command needs `files`: what it migrates with.")
    for place in places:
        if not place.exists():
            raise WiringError(f"the schema is to come from {place}, which is not there.")
    return places


def script_locations(ini: Path) -> list[Path]:
    """Return the folders of revisions that an ini file of Alembic's names."""
    settings = configparser.ConfigParser(defaults={"here": str(ini.parent)}, interpolation=None)
    settings.read(ini, encoding="utf-8")
    section = settings["alembic"] if "alembic" in settings else settings["DEFAULT"]
    named = [section.get("script_location", ""), *section.get("version_locations", "").split()]
    return [location(name, ini.parent) for name in named if name]


def location(name: str, here: Path) -> Path:
    name = name.replace("%(here)s", str(here))
    if ":" in name:
        package, _, inside = name.partition(":")
        return package_of(package, []) / inside
    return here / name


def package_of(reference: str, folders: list[Path]) -> Path:
    """Return the folder, or the file, of the package in which `reference` lies."""
    name = reference.partition(":")[0].partition(".")[0]
    for folder in folders:
        if (folder / name).is_dir():
            return folder / name
    found = find_spec(name)
    if found is None:
        raise WiringError(f"schema={reference!r}, but there is no {name!r}.")
    return Path(next(iter(found.submodule_search_locations or [str(found.origin)])))
