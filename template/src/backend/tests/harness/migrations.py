"""The service's migrations as the harness sees them: something to run, and to fingerprint."""

import asyncio
import hashlib
from importlib.metadata import version
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from backend.core.database import asyncpg_url
from backend.tests.harness.servers.places import CHECKOUT, SOURCE

FOLDER = SOURCE / "backend" / "migrations"
SHAPING_PACKAGES = ("alembic", "sqlalchemy", "asyncpg")


def alembic_config() -> Config:
    config = Config(CHECKOUT / "alembic.ini")
    config.set_main_option("script_location", str(FOLDER))
    return config


async def migrate(url: str) -> None:
    """Bring the database at `url` to the newest revision, in a thread: env.py runs its own loop."""
    config = alembic_config()
    config.attributes["connection"] = create_async_engine(asyncpg_url(url), poolclass=NullPool)
    await asyncio.to_thread(command.upgrade, config, "head")


def fingerprint(*more: str) -> str:
    """Return a hash of everything that shapes a migrated database, and of `more`."""
    packages = [f"{package} {version(package)}" for package in SHAPING_PACKAGES]
    digest = hashlib.sha256(" ".join([*packages, *more]).encode())
    for file in sorted(FOLDER.rglob("*.py"), key=relative):
        digest.update(relative(file).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def relative(file: Path) -> str:
    return file.relative_to(FOLDER).as_posix()
