"""TB302: tests are functions."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import names_in, text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.classes import ancestors, classes_by_name, methods_of
from backend.tests.architecture.facts.settings import settings_of_pytest

PREFIXES = ("Test", "test")
SETUPS = {
    *(f"{when}_{what}" for when in ("setup", "teardown") for what in ("method", "class")),
    *("setUp", "tearDown", "setUpClass", "tearDownClass", "asyncSetUp", "asyncTearDown"),
}
# Bases that say nothing about a class.
PLAIN = re.compile(r"object|(abc\.)?ABC|(typing\.)?Generic\[.*\]")
MAKERS = {"type", "types.new_class", "dataclasses.make_dataclass"}
COLLECTED = re.compile(r"^\s*python_classes\s*=\s*\S")


def check(project: Project) -> Iterator[Spot]:
    classes = classes_by_name(project)
    holders = {name for name, (_, node) in classes.items() if holds_tests(node)}
    for source in project.tests:
        for node in source.nodes(ast.ClassDef):
            inherits = holders & ancestors(classes, source, node)
            if holds_tests(node) or inherits or is_collected(source, node):
                yield spot(source, node, f"`{node.name}` is a class of tests.")
        yield from made_elsewhere(source)
    yield from settings_of_pytest(project, COLLECTED, "This tells pytest which classes are tests.")


def holds_tests(node: ast.ClassDef) -> bool:
    names = attributes_of(node, ast.Lambda, ast.Name, ast.Attribute)
    if any(name.startswith("test_") or name in SETUPS for name in names):
        return True
    return any(isinstance(inner, ast.ClassDef) and holds_tests(inner) for inner in node.body)


def attributes_of(node: ast.ClassDef, *values: type[ast.expr]) -> Iterator[str]:
    """Yield the methods of a class, and what is set to a value of these kinds."""
    yield from (method.name for method in methods_of(node))
    for inner in node.body:
        if isinstance(inner, ast.Assign) and isinstance(inner.value, values):
            yield from names_in(inner)


def is_collected(source: Source, node: ast.ClassDef) -> bool:
    """Whether pytest takes the class for one of tests by its name alone."""
    if not source.is_test_file or not node.name.startswith("Test"):
        return False
    is_plain = all(PLAIN.fullmatch(ast.unparse(base)) for base in node.bases)
    is_marked = all("mark" in ast.unparse(decorator) for decorator in node.decorator_list)
    return is_plain and is_marked and "__test__" not in attributes_of(node, ast.expr)


def made_elsewhere(source: Source) -> Iterator[Spot]:
    """Find `type("TestNotes", (), {...})`, and `TestNotes = Machine.TestCase` of Hypothesis."""
    for call in source.nodes(ast.Call):
        is_made = source.names.dotted(call.func) in MAKERS and len(call.args) > 1
        if is_made and (text_of(call.args[0]) or "").startswith(PREFIXES):
            yield spot(source, call, "This makes a class of tests.")
    for assignment in source.nodes(ast.Assign):
        is_case = getattr(assignment.value, "attr", None) == "TestCase"
        if is_case and any(name.startswith("Test") for name in names_in(assignment)):
            yield spot(source, assignment, "This is a class of tests.")


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
