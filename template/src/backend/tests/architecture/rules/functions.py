"""TB301 and TB302: pytest is the only runner, and tests are functions."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import names_in
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, imports, spot, words
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.classes import ancestors, classes_by_name, methods_of
from backend.tests.architecture.facts.settings import lines_of, settings_of_pytest

RUNNERS = words("""
    absl.testing aiohttp.test_utils.AioHTTPTestCase aiounittest behave ddt django.test doctest
    flask_testing hypothesis.extra.django nose nose2 sqlalchemy.testing testtools tornado.testing
    twisted.trial unittest unittest2 ward
""")
COMMAND = re.compile(
    r"(?m)-m\s+(unittest|nose2?)\b|(^|run:|[;&|@])\s*-?\s*(nosetests|nose2|ward)\b"
)
SETUPS = {
    *(f"{when}_{what}" for when in ("setup", "teardown") for what in ("method", "class")),
    *words("setUp tearDown setUpClass tearDownClass asyncSetUp asyncTearDown"),
}
# Bases that say nothing about a class.
PLAIN = re.compile(r"object|(abc\.)?ABC|(typing\.)?Generic\[.*\]")
COLLECTED = re.compile(r"^\s*python_classes\s*=\s*\S")


def runners(project: Project) -> Iterator[Spot]:
    for found in imports(project.sources, RUNNERS, "`{}` belongs to another runner."):
        # Mocks have a rule of their own.
        if not found.what.startswith(("`unittest.mock.", "`unittest.mock`")):
            yield found
    for file in project.configuration:
        for number, line in lines_of(file) if COMMAND.search(file.text) else ():
            if COMMAND.search(line):
                yield spot(file, number, "This runs another runner.")


def classes_of_tests(project: Project) -> Iterator[Spot]:
    classes = classes_by_name(project)
    holders = {name for name, (_, node) in classes.items() if holds_tests(node)}
    for source in project.tests:
        for node in source.nodes(ast.ClassDef):
            inherits = holders & ancestors(classes, source, node)
            if holds_tests(node) or inherits or is_collected(source, node):
                yield spot(source, node, f"`{node.name}` is a class of tests.")
        # `TestNotes = Machine.TestCase`, of Hypothesis
        for assignment in source.nodes(ast.Assign):
            is_case = getattr(assignment.value, "attr", None) == "TestCase"
            if is_case and any(name.startswith("Test") for name in names_in(assignment)):
                yield spot(source, assignment, "This is a class of tests.")
    yield from settings_of_pytest(project, COLLECTED, "This tells pytest which classes are tests.")


def holds_tests(node: ast.ClassDef) -> bool:
    if any(one.name.startswith("test_") or one.name in SETUPS for one in methods_of(node)):
        return True
    return any(isinstance(inner, ast.ClassDef) and holds_tests(inner) for inner in node.body)


def is_collected(source: Source, node: ast.ClassDef) -> bool:
    """Return whether pytest takes the class for one of tests by its name alone."""
    if not source.is_test_file or not node.name.startswith("Test"):
        return False
    is_plain = all(PLAIN.fullmatch(ast.unparse(base)) for base in node.bases)
    is_marked = all("mark" in ast.unparse(decorator) for decorator in node.decorator_list)
    assignments = [inner for inner in node.body if isinstance(inner, ast.Assign)]
    return is_plain and is_marked and not any("__test__" in names_in(one) for one in assignments)


RUNNER = Rule(
    code="TB301",
    title="pytest is the only runner",
    why="One runner means one way to arrange, one report and one set of guards; what inherits"
    " from TestCase gets no fixtures and no isolation.",
    way_out="Write a function whose arguments are fixtures, and `assert`.",
    banned=RUNNERS,
    bad="""
    import unittest

    class NoteTest(unittest.TestCase):
        def test_a_title_is_kept(self) -> None:
            self.assertEqual(Note(title="Emma").title, "Emma")
    """,
    good="""
    def test_a_title_is_kept() -> None:
        assert Note(title="Emma").title == "Emma"
    """,
    check=runners,
)
FUNCTIONS = Rule(
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
    check=classes_of_tests,
)
