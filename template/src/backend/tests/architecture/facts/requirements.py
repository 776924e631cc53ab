"""The distributions that a repository asks for."""

import re
import tomllib
from collections.abc import Iterator

from backend.tests.architecture.engine.source import Configuration

NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")


def required(file: Configuration) -> Iterator[tuple[str, int]]:
    """Yield the distributions that a file names, normalized, and their lines."""
    if file.name == "pyproject.toml":
        for requirement in sorted(set(in_pyproject(file.text))):
            yield normalized(requirement), line_of(file, requirement)
    elif file.name.startswith("requirements") and file.name.endswith(".txt"):
        for number, line in enumerate(file.lines, start=1):
            if NAME.match(line):
                yield normalized(line), number


def normalized(requirement: str) -> str:
    found = NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[1]).lower() if found else ""


def in_pyproject(text: str) -> Iterator[str]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    project = tables.get("project", {})
    yield from project.get("dependencies", [])
    for group in (
        *project.get("optional-dependencies", {}).values(),
        *tables.get("dependency-groups", {}).values(),
    ):
        yield from (entry for entry in group if isinstance(entry, str))
    yield from of_poetry(tables.get("tool", {}).get("poetry", {}))


def of_poetry(poetry: dict[str, dict[str, dict[str, dict[str, str]]]]) -> Iterator[str]:
    yield from poetry.get("dependencies", {})
    yield from poetry.get("dev-dependencies", {})
    for group in poetry.get("group", {}).values():
        yield from group.get("dependencies", {})


def line_of(file: Configuration, requirement: str) -> int:
    lines = enumerate(file.lines, start=1)
    return next((number for number, line in lines if requirement in line), 1)
