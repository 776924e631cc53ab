"""Names a schema by the files that it comes from, so that nothing has to be imported for it."""

import hashlib
from collections.abc import Collection, Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

SHAPING_PACKAGES = ("alembic", "sqlalchemy", "sqlmodel")
CODE = {".py", ".sql"}
PASSED_BY = {"__pycache__", "node_modules", "site-packages"}


def fingerprint_of(places: Iterable[Path], *more: str, kinds: Collection[str] = ()) -> str:
    """Return a hash of the files in or below `places`, of the packages, and of `more`.

    Of the files only those of some `kinds`, if they are given.
    """
    digest = hashlib.sha256(" ".join([*installed(), *more]).encode())
    for place in places:
        for file in files_below(place, kinds):
            digest.update(file.relative_to(place.parent).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def files_below(place: Path, kinds: Collection[str]) -> list[Path]:
    if place.is_file():
        return [place]
    files = (file for file in place.rglob("*") if not kinds or file.suffix in kinds)
    return sorted(file for file in files if file.is_file() and not is_passed_by(file, place))


def is_passed_by(file: Path, place: Path) -> bool:
    # The place itself may lie in a folder of such a name: an installed package does.
    return not PASSED_BY.isdisjoint(file.relative_to(place).parts)


def installed() -> list[str]:
    found = []
    for package in SHAPING_PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return found
