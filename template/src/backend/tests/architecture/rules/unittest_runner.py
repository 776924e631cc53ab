"""TB301: pytest is the only runner."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.facts.settings import lines_of

MODULES = (
    "absl.testing",
    "aiohttp.test_utils.AioHTTPTestCase",
    "aiounittest",
    "behave",
    "ddt",
    "django.test",
    "doctest",
    "flask_testing",
    "hypothesis.extra.django",
    "nose",
    "nose2",
    "sqlalchemy.testing",
    "testtools",
    "tornado.testing",
    "twisted.trial",
    "unittest",
    "unittest2",
    "ward",
)
# Has a rule of its own.
MOCK = "unittest.mock"
SAID = "This runs another runner."
COMMAND = re.compile(
    r"(?m)-m\s+(unittest|nose2?)\b|(^|run:|[;&|@])\s*-?\s*(nosetests|nose2|ward)\b"
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        for node, module in source.imports_of(*MODULES):
            if not f"{module}.".startswith(f"{MOCK}."):
                yield spot(source, node, f"`{module}` belongs to another runner.")
    for configuration in project.configuration:
        lines = lines_of(configuration) if COMMAND.search(configuration.text) else ()
        for file, number, line in lines:
            yield from (spot(file, number, SAID),) if COMMAND.search(line) else ()


RULE = Rule(
    code="TB301",
    title="pytest is the only runner",
    why="One runner means one way to arrange, one report and one set of guards; what inherits"
    " from TestCase gets no fixtures and no isolation.",
    way_out="Write a function whose arguments are fixtures, and `assert`.",
    banned=MODULES,
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
    check=check,
)
