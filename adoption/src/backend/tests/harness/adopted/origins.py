"""Finds the files and folders that decide what a schema comes to."""

import configparser
from importlib.util import find_spec
from pathlib import Path

from backend.tests.harness.adopted.fingerprints import SHAPING_PACKAGES
from backend.tests.harness.adopted.wiring import HOME, Alembic, Command, Metadata, WiringError


def places_of(schema: Alembic | Metadata | Command, folders: list[Path]) -> list[Path]:
    """Return what `schema` is built from. Raises WiringError where that is not there."""
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
    if name in SHAPING_PACKAGES:
        raise WiringError(f"schema={reference!r} is a library's: say in `files` where yours lie.")
    return Path(next(iter(found.submodule_search_locations or [str(found.origin)])))
