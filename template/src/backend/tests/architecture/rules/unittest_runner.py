"""TB301: pytest is the only runner."""

from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot

MODULES = ("unittest", "aiounittest", "django.test", "nose", "nose2", "testtools", "twisted.trial")
# Has a rule of its own.
MOCK = "unittest.mock"


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        for node, module in source.imports_of(*MODULES):
            if not f"{module}.".startswith(f"{MOCK}."):
                yield spot(source, node, f"`{module}` belongs to another runner.")


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
