"""The service's migrations as the harness sees them: what shapes a database, in one hash."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from backend.tests.harness.servers.places import SOURCE

FOLDER = SOURCE / "backend" / "migrations"
SHAPING_PACKAGES = ("alembic", "sqlalchemy", "asyncpg")


def fingerprint(*more: str) -> str:
    """Return a hash of everything that shapes a migrated database, and of `more`."""
    packages = [f"{package} {version(package)}" for package in SHAPING_PACKAGES]
    digest = hashlib.sha256(" ".join([*packages, *more]).encode())
    for file in sorted(FOLDER.rglob("*.py"), key=relative):
        digest.update(relative(file).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def relative(file: Path) -> str:
    return file.relative_to(FOLDER).as_posix()
