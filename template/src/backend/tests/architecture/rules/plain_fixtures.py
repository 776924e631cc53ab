"""TB305: a fixture has one name and one of two scopes."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.facts.fixtures import Fixture, fixtures_of

SCOPES = {"function", "session"}


def check(project: Project) -> Iterator[Spot]:
    for source in project.conftests:
        for fixture in fixtures_of(source):
            for what in wrong_with(fixture):
                yield spot(source, fixture.decorator, f"`{fixture.function.name}` {what}.")


def wrong_with(fixture: Fixture) -> Iterator[str]:
    if fixture.setting("name") is not None:
        yield f"goes by another name, `{fixture.name}`"
    scope = fixture.setting("scope") or first_argument(fixture)
    if scope is not None and text_of(scope) not in SCOPES:
        yield f"has the scope `{ast.unparse(scope)}`"
    if fixture.setting("params") is not None:
        yield "multiplies tests behind their back"


def first_argument(fixture: Fixture) -> ast.expr | None:
    decorator = fixture.decorator
    given = decorator.args if isinstance(decorator, ast.Call) else []
    return next((argument for argument in given if text_of(argument)), None)


RULE = Rule(
    code="TB305",
    title="A fixture has one name and one of two scopes",
    why="A second name cannot be searched for. Scopes between `session`, for what has no state,"
    " and `function`, for what has, keep state from one test to the next.",
    way_out="Name the function like the fixture, choose `session` or no scope, and parametrize"
    " tests.",
    bad='''
    # src/backend/tests/apps/notes/conftest.py
    import pytest

    @pytest.fixture(name="note", scope="module")
    def _note() -> Note:
        """A note that is not saved."""
        return NoteFactory.build()
    ''',
    good='''
    # src/backend/tests/apps/notes/conftest.py
    @pytest.fixture
    def note() -> Note:
        """A note that is not saved."""
        return NoteFactory.build()
    ''',
    check=check,
)
