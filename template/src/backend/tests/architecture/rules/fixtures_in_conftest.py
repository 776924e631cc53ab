"""TB303: fixtures live in conftest.py."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.fixtures import DECORATORS

RUNNERS = {"runpy.run_path", "runpy.run_module"}
# Functions that pytest calls around tests by their names, as unittest did.
SETUPS = {
    *(f"{when}_{what}" for when in ("setup", "teardown") for what in ("function", "module")),
    *("setUpModule", "tearDownModule"),
}


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        if not source.is_conftest:
            yield from made(source)
        yield from imported(source)
    for source in project.tests:
        for function in source.functions if source.is_test_file else ():
            if function in source.tree.body and function.name in SETUPS:
                yield spot(
                    source, function, f"`{function.name}` is a fixture that nobody asks for."
                )


def made(source: Source) -> Iterator[Spot]:
    for node, _ in source.uses_of(*DECORATORS):
        yield spot(source, node, "A fixture is made outside conftest.py.")


def imported(source: Source) -> Iterator[Spot]:
    for node, module in source.imports:
        if "conftest" in module.split("."):
            yield spot(source, node, "This imports from a conftest.py.")
    for call in source.nodes(ast.Call):
        if source.names.dotted(call.func) in RUNNERS and "conftest" in ast.unparse(call):
            yield spot(source, call, "This runs a conftest.py.")


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
