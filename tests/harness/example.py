"""The apps of the example, what belongs to each, and how a user takes one out."""

import re
import shutil
from pathlib import Path

from tests.harness.repositories import tracked
from tests.harness.services import make

ALWAYS = "accounts"
HOMES = ("backend.apps", "backend.tests.apps")
APPS_TESTS = "src/backend/tests/apps"
APP = re.compile(r"^template/src/backend/apps/(\w+)/")
APPS = sorted({found[1] for path in tracked() if (found := APP.match(path))} - {ALWAYS})


def rooms(app: str) -> tuple[str, str]:
    return f"src/backend/apps/{app}/", f"src/backend/tests/apps/{app}/"


def migration(path: str, app: str) -> bool:
    return path.startswith("src/backend/migrations/") and path.endswith(f"_{app}.py")


def belongs_to(path: str, app: str) -> bool:
    return path.startswith(rooms(app)) or migration(path, app)


def names(source: Path, app: str) -> bool:
    return any(f"{home}.{app}" in source.read_text(encoding="utf-8") for home in HOMES)


def journeys(service: Path, app: str) -> list[Path]:
    """Return what tests the app together with others, and so lies in no app's own room."""
    return [test for test in (service / APPS_TESTS).glob("*.py") if names(test, app)]


def take_out(service: Path, app: str) -> None:
    """Delete the app and its tests, and let Alembic write what becomes of its tables."""
    for journey in journeys(service, app):
        journey.unlink()
    for room in rooms(app):
        shutil.rmtree(service / room)
    make(service, "revision", f"m=drop {app}")
