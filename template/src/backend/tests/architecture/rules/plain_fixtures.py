"""TB305: a fixture has one name, one of two scopes, and is asked for."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import PARTIALS, text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import word_of
from backend.tests.architecture.facts.fixtures import DECORATORS, fixtures_of
from backend.tests.architecture.facts.guards import is_guard
from backend.tests.architecture.facts.settings import settings_of_pytest

SCOPES = {"function", "session"}
USED = re.compile(r"^\s*usefixtures\s*=")


def check(project: Project) -> Iterator[Spot]:
    for source in project.conftests:
        made = {id(one.decorator): one.function for one in fixtures_of(source)}
        for call in source.nodes(ast.Call):
            function = made.get(id(call))
            for what in wrong_with(call, function) if makes_fixtures(source, call) else ():
                yield spot(source, call, f"`{function.name if function else 'This'}` {what}.")
    yield from settings_of_pytest(project, USED, "Every test gets what it does not ask for.")


def makes_fixtures(source: Source, call: ast.Call) -> bool:
    """Recognize `fixture(...)` and `partial(fixture, ...)`."""
    made = source.names.dotted(call.func)
    if made in PARTIALS:
        made = source.names.dotted(call.args[0]) if call.args else None
    return made in DECORATORS


def wrong_with(call: ast.Call, function: Function | None) -> Iterator[str]:
    if (name := word_of(call, "name")) and text_of(name) != getattr(function, "name", ""):
        yield f"goes by another name, `{text_of(name)}`"
    scope = word_of(call, "scope") or next(filter(text_of, call.args), None)
    if scope is not None and text_of(scope) not in SCOPES:
        yield f"has the scope `{ast.unparse(scope)}`"
    if word_of(call, "params") is not None:
        yield "multiplies tests behind their back"
    if is_used_unasked(call) and not (function and is_guard(function)):
        yield "does something for tests that did not ask"
    if any(word.arg is None for word in call.keywords):
        yield "does not show its settings"


def is_used_unasked(call: ast.Call) -> bool:
    autouse = word_of(call, "autouse")
    return autouse is not None and not (isinstance(autouse, ast.Constant) and not autouse.value)


RULE = Rule(
    code="TB305",
    title="A fixture has one name, one of two scopes, and is asked for",
    why="A second name cannot be searched for. Scopes between `session`, for what has no state,"
    " and `function`, for what has, keep state from one test to the next. What `autouse` prepares"
    " no reader sees; only a guard, which looks and can do nothing but fail, needs no asking.",
    way_out="Name the function like the fixture, choose `session` or no scope, let tests ask, and"
    " parametrize them.",
    bad='''
    # src/backend/tests/apps/notes/conftest.py
    import pytest

    @pytest.fixture(name="note", scope="module", autouse=True)
    def _note() -> Note:
        """A note that is not saved."""
        return NoteFactory.build()
    ''',
    good='''
    # src/backend/tests/apps/notes/conftest.py
    import pytest

    @pytest.fixture
    def note() -> Note:
        """A note that is not saved."""
        return NoteFactory.build()

    @pytest.fixture(autouse=True)
    def no_drafts_left() -> Iterator[None]:
        """Fails a test that leaves a draft behind."""
        before = drafts()
        yield
        assert drafts() == before
    ''',
    check=check,
)
