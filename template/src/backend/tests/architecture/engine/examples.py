"""A small repository written as one text, for the examples of rules and their proof."""

import re
from collections.abc import Iterator
from textwrap import dedent

from backend.tests.architecture.engine.layout import Layout
from backend.tests.architecture.engine.project import SERVICE, Project

# A comment of its own that is a path begins a file.
HEAD = re.compile(r"^# ((?:[\w.-]+/)*[\w.-]*(?:\.\w+|file))$", re.MULTILINE)
UNNAMED = "src/backend/tests/apps/notes/test_routes.py"


def files_in(text: str) -> Iterator[tuple[str, str]]:
    first, *rest = HEAD.split(dedent(text).strip("\n"))
    if first.strip():
        yield UNNAMED, first
    for path, content in zip(rest[::2], rest[1::2], strict=True):
        # The first line stays: a finding has the line that the example shows.
        yield path, f"# {path}{content}\n"


def example_project(text: str, layout: Layout = SERVICE) -> Project:
    return Project.of(files_in(text), layout)
