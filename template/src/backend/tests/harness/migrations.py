"""The service's migrations as the harness sees them: what shapes a database, in one hash."""

import hashlib
import importlib
from importlib.metadata import version
from pathlib import Path

from backend.tests.harness.schema import Schema
from backend.tests.harness.servers.places import SOURCE

FOLDER = SOURCE / "backend" / "migrations"
SHAPING_PACKAGES = ("alembic", "sqlalchemy", "asyncpg")


class Migrations:
    """The schema that the service's own revisions come to."""

    def fingerprint(self, *more: str) -> str:
        packages = [f"{package} {version(package)}" for package in SHAPING_PACKAGES]
        digest = hashlib.sha256(" ".join([*packages, *more]).encode())
        for file in self.files():
            digest.update(relative(file).encode() + file.read_bytes())
        return digest.hexdigest()[:12]

    def files(self) -> list[Path]:
        return sorted(FOLDER.rglob("*.py"), key=relative)

    async def build(self, url: str) -> None:
        # Here and not above: a run that finds its template starts a fifth sooner without Alembic.
        upgrades = importlib.import_module("backend.tests.harness.upgrades")
        await upgrades.upgrade(url)


MIGRATIONS: Schema = Migrations()


def relative(file: Path) -> str:
    return file.relative_to(FOLDER).as_posix()
