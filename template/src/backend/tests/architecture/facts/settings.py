"""The lines of configuration, those that pytest reads, and the distributions they ask for."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Spot, spot
from backend.tests.architecture.engine.source import Configuration

OF_PYTEST = {"pyproject.toml", "pytest.ini", "pytest.toml", "setup.cfg", "tox.ini"}
# A `#` begins a comment only after a blank; `;` does in ini files.
COMMENT, INI_COMMENT = re.compile(r"(^|\s)#.*"), re.compile(r"(^|\s)[#;].*")
NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([\w\s,.-]*)\])?")
# `pip install x`, `uv add --dev x`, wherever a command may stand.
INSTALL = re.compile(r"\b(?:pip3?|uv|poetry|pdm|conda)\s+(?:install|add)\s+(.*)")
# An entry of a list, or of the first line of one: `deps = pytest`.
ENTRY = re.compile(
    r"\s*(?:[\w-]+\s*[=:]\s*|-\s+)?([A-Za-z0-9][\w.-]*(?:\[.*\])?)\s*(?:[<>=~!;#].*)?"
)
LISTS = {
    *("dependencies", "dependency-groups", "dev-dependencies", "extra-dependencies"),
    *("optional-dependencies", "requires"),
}
TABLES = {"dependencies", "dev-dependencies", "dev-packages", "packages"}
# Files of which every line may name a distribution.
LISTING = re.compile(r"(.*/)?(.*requirements.*|.*constraints.*)\.(txt|in)")
LINES = {"environment.yaml", "environment.yml", "setup.cfg", "tox.ini"}


def lines_of(file: Configuration) -> Iterator[tuple[int, str]]:
    """Yield the lines without their comments."""
    comment = INI_COMMENT if file.name.endswith((".ini", ".cfg")) else COMMENT
    for number, line in enumerate(file.lines, start=1):
        yield number, comment.sub("", line).rstrip()


def settings_of_pytest(project: Project, wrong: re.Pattern[str], what: str) -> Iterator[Spot]:
    """Yield the lines that say something wrong to pytest; `what` may name it as `{}`."""
    for file in project.configuration:
        for number, line in lines_of(file) if file.name in OF_PYTEST else ():
            if found := wrong.search(line):
                yield spot(file, number, what.format(found[0].strip()))


def dependencies_on(project: Project, names: Collection[str], what: str) -> Iterator[Spot]:
    """Yield where one of these distributions is asked for."""
    for file in project.configuration:
        for name, line in required(file):
            if name in names:
                yield spot(file, line, f"The distribution `{name}` {what}.")


@cache
def required(file: Configuration) -> list[tuple[str, int]]:
    """Return the distributions that a file names, normalized, extras included, and their lines."""
    found: list[tuple[str, int]] = []
    if file.name in {"Pipfile", "pyproject.toml"}:
        for requirement in sorted(set(in_tables(tables_of(file.text)))):
            word = re.escape(requirement)
            place = re.compile(rf"[\"']{word}[\"']|^\s*{word}\s*=")
            lines = [number for number, line in enumerate(file.lines, 1) if place.search(line)]
            found += [(name, line) for name in names_in(requirement) for line in lines]
    is_list = bool(LISTING.fullmatch(file.path)) or file.name in LINES
    for number, line in enumerate(file.lines if is_list or INSTALL.search(file.text) else (), 1):
        found += [(name, number) for one in in_line(file, line) for name in names_in(one)]
    return found


def in_line(file: Configuration, line: str) -> list[str]:
    if installed := INSTALL.search(line):
        return [word.strip("\"'") for word in installed[1].split()]
    if LISTING.fullmatch(file.path):
        return [line]
    entry = ENTRY.fullmatch(line) if file.name in LINES else None
    return [entry[1]] if entry else []


def names_in(requirement: str) -> Iterator[str]:
    """Yield `databases` and `aiosqlite` of `databases[aiosqlite]>=1`."""
    if found := NAME.match(requirement):
        for name in (found[1], *(found[2] or "").split(",")):
            yield re.sub(r"[-_.]+", "-", name.strip()).lower()


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
