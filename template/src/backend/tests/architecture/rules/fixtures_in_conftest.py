"""TB303: fixtures live in conftest.py."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.fixtures import DECORATORS

PLUGINS = "pytest_plugins"


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        if not source.is_conftest:
            yield from made(source)
        yield from imported(source)
        yield from plugged_in(source)


def made(source: Source) -> Iterator[Spot]:
    for node, _ in source.uses_of(*DECORATORS):
        yield spot(source, node, "A fixture is made outside conftest.py.")


def imported(source: Source) -> Iterator[Spot]:
    for node, module in source.imports:
        if "conftest" in module.split("."):
            yield spot(source, node, "This imports from a conftest.py.")


def plugged_in(source: Source) -> Iterator[Spot]:
    """Find fixtures that come in as a plugin; the harness's has hooks and no fixtures."""
    if PLUGINS not in source.text:
        return
    for node in source.nodes(ast.Constant):
        if "conftest" in (text_of(node) or "").split(".") and is_plugged(source, node):
            yield spot(source, node, "This makes a conftest.py a plugin.")


def is_plugged(source: Source, constant: ast.Constant) -> bool:
    assignments = [*source.nodes(ast.Assign), *source.nodes(ast.AugAssign)]
    named = [one for one in assignments if PLUGINS in ast.unparse(one).partition("=")[0]]
    return any(constant in ast.walk(assignment) for assignment in named)


RULE = Rule(
    code="TB303",
    title="Fixtures live in conftest.py",
    why="Fixtures scattered through files that have other jobs are found by nobody, copied by"
    " everybody, and differ soon. pytest finds those of a conftest.py by themselves.",
    way_out="Put the fixture into the conftest.py of the lowest folder whose tests share it.",
    bad="""
    import pytest

    @pytest.fixture
    def note() -> Note:
        return NoteFactory.build()
    """,
    good='''
    # src/backend/tests/apps/notes/conftest.py
    @pytest.fixture
    def note() -> Note:
        """A note that is not saved."""
        return NoteFactory.build()
    ''',
    check=check,
)
