"""TB302: tests are functions."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.classes import ancestors, classes_by_name, methods_of

PREFIXES = ("Test", "test")


def check(project: Project) -> Iterator[Spot]:
    classes = classes_by_name(project)
    holders = {name for name, (_, node) in classes.items() if holds_tests(node)}
    for source in project.tests:
        for node in source.nodes(ast.ClassDef):
            inherits = holders & ancestors(classes, source, node)
            if holds_tests(node) or inherits or is_collected(source, node):
                yield spot(source, node, f"`{node.name}` is a class of tests.")
        yield from made_by_type(source)


def holds_tests(node: ast.ClassDef) -> bool:
    return any(method.name.startswith("test_") for method in methods_of(node)) or any(
        isinstance(inner, ast.ClassDef) and holds_tests(inner) for inner in node.body
    )


def is_collected(source: Source, node: ast.ClassDef) -> bool:
    """Whether pytest takes the class for one of tests by its name alone."""
    if not source.is_test_file or not node.name.startswith("Test"):
        return False
    return not node.bases and not node.decorator_list


def made_by_type(source: Source) -> Iterator[Spot]:
    """Find `type("TestNotes", (), {...})`."""
    for call in source.nodes(ast.Call):
        is_made = source.names.dotted(call.func) == "type" and len(call.args) == 3
        if is_made and (text_of(call.args[0]) or "").startswith(PREFIXES):
            yield spot(source, call, "This makes a class of tests.")


RULE = Rule(
    code="TB302",
    title="Tests are functions",
    why="A class of tests collects state and helpers beside the fixtures, and its inheritance"
    " hides what runs. Files group tests; conftest.py shares what they need.",
    way_out="Write functions; a fixture in conftest.py takes the place of a setup method.",
    bad="""
    class TestNotes:
        async def test_a_note_is_read(self, client: AsyncClient) -> None: ...
    """,
    good="""
    async def test_a_note_is_read(client: AsyncClient) -> None: ...
    """,
    check=check,
)
