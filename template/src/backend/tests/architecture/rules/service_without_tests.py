"""TB506: the service does not know its tests."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source

TOOLS = ("conftest", "faker", "hypothesis", "polyfactory", "pytest", "testcontainers", "_pytest")


def check(project: Project) -> Iterator[Spot]:
    for source in project.service:
        if is_in(source.path, source.layout.package):
            yield from imports(source)
            yield from named(source)
            yield from asking(source)


def tests_of(source: Source) -> str:
    return source.layout.module_of(source.layout.tests)


def imports(source: Source) -> Iterator[Spot]:
    for node, module in source.imports_of(tests_of(source), "tests", *TOOLS):
        yield spot(source, node, f"The service imports `{module}`.")


def named(source: Source) -> Iterator[Spot]:
    """Find the module's name as a text, for whoever imports it from there."""
    prose = {id(node.value) for node in source.nodes(ast.Expr)}
    for constant in source.nodes(ast.Constant):
        text = text_of(constant) or ""
        if id(constant) not in prose and f"{text}.".startswith(f"{tests_of(source)}."):
            yield spot(source, constant, f"The service names `{text}`.")


def asking(source: Source) -> Iterator[Spot]:
    """Find code that asks whether it is tested."""
    for constant in source.nodes(ast.Constant):
        if text_of(constant) == "PYTEST_CURRENT_TEST":
            yield spot(source, constant, "The service asks whether it is tested.")
    for comparison in source.nodes(ast.Compare):
        others = [source.names.dotted(other) for other in comparison.comparators]
        if text_of(comparison.left) == "pytest" and "sys.modules" in others:
            yield spot(source, comparison, "The service asks whether it is tested.")


RULE = Rule(
    code="TB506",
    title="The service does not know its tests",
    why="The image of the service has no tests in it: an import of them fails in production,"
    " and code that knows whether it is tested is two services.",
    way_out="Move what both need into the service, or what only tests need into tests/.",
    bad="""
    # src/backend/apps/notes/service.py
    from backend.tests.apps.notes.factories import NoteFactory
    """,
    good="""
    # src/backend/tests/apps/notes/test_service.py
    from backend.apps.notes.service import NoteService
    """,
    check=check,
)
