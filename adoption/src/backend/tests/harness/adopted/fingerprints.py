"""Names a schema by the files that it comes from, so that nothing has to be imported for it."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

SHAPING_PACKAGES = ("alembic", "sqlalchemy", "sqlmodel")
SHAPING_FILES = {".py", ".sql", ".ini", ".mako"}
PASSED_BY = {"__pycache__", "node_modules", "site-packages"}


def fingerprint_of(places: Iterable[Path], *more: str) -> str:
    """Return a hash of the files in or below `places`, of the packages, and of `more`."""
    digest = hashlib.sha256(" ".join([*installed(), *more]).encode())
    for place in places:
        for file in files_below(place):
            digest.update(file.relative_to(place.parent).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def files_below(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    files = (file for file in place.rglob("*") if file.suffix in SHAPING_FILES)
    return sorted(file for file in files if not PASSED_BY & set(file.parts) and file.is_file())


def installed() -> list[str]:
    found = []
    for package in SHAPING_PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return found
