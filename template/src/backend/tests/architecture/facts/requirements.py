"""The distributions that a repository asks for."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

from backend.tests.architecture.engine.source import Configuration

NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([\w\s,.-]*)\])?")
# `pip install x`, `uv add --dev x`, wherever a command may stand.
INSTALL = re.compile(
    r"\b(?:pip3?|uv|poetry|pdm|pipenv|conda|rye|uvx?\s+pip)\s+(?:install|add)\s+(.*)"
)
# An entry of a list, or of the first line of one: `deps = pytest`.
ENTRY = re.compile(
    r"\s*(?:[\w-]+\s*[=:]\s*|-\s+)?([A-Za-z0-9][\w.-]*(?:\[.*\])?)\s*(?:[<>=~!;#].*)?"
)
LISTS = {
    "dependencies",
    "dependency-groups",
    "dev-dependencies",
    "extra-dependencies",
    "optional-dependencies",
    "requires",
}
TABLES = {"dependencies", "dev-dependencies", "dev-packages", "packages"}
# Files of which every line may be one.
LISTING = re.compile(r"(.*/)?(.*requirements.*|.*constraints.*)\.(txt|in)")
LINES = {"environment.yaml", "environment.yml", "setup.cfg", "tox.ini"}


@cache
def required(file: Configuration) -> list[tuple[str, int]]:
    """Return the distributions that a file names, normalized, extras included, and their lines."""
    found: list[tuple[str, int]] = []
    if file.name in {"Pipfile", "pyproject.toml"}:
        for requirement in sorted(set(in_tables(tables_of(file.text)))):
            lines = lines_of(file, requirement)
            found += [(name, line) for name in names_in(requirement) for line in lines]
    lists = bool(LISTING.fullmatch(file.path)) or file.name in LINES
    for number, line in enumerate(file.lines if lists or INSTALL.search(file.text) else (), 1):
        found += [(name, number) for one in in_line(file, line) for name in names_in(one)]
    return found


def in_line(file: Configuration, line: str) -> Iterator[str]:
    if installed := INSTALL.search(line):
        yield from (word.strip("\"'") for word in installed[1].split())
    elif LISTING.fullmatch(file.path):
        yield line
    elif file.name in LINES and (entry := ENTRY.fullmatch(line)):
        yield entry[1]


def names_in(requirement: str) -> Iterator[str]:
    """Yield `databases` and `aiosqlite` of `databases[aiosqlite]>=1`."""
    if found := NAME.match(requirement):
        yield from (normalized(name) for name in (found[1], *(found[2] or "").split(",")) if name)


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def tables_of(text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def in_tables(table: Mapping[str, object], parent: str = "") -> Iterator[str]:
    """Yield what the tables of any tool list as a dependency."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from value if key in TABLES else ()
            yield from in_tables(value, key)
        elif isinstance(value, list) and {key, parent} & LISTS:
            yield from (entry for entry in value if isinstance(entry, str))


def lines_of(file: Configuration, requirement: str) -> list[int]:
    """Return where it stands: quoted, or as a key."""
    word = re.escape(requirement)
    place = re.compile(rf"[\"']{word}[\"']|^\s*{word}\s*=")
    return [number for number, line in enumerate(file.lines, start=1) if place.search(line)]
