"""TB304: a fixture says what it gives."""

import ast
from collections.abc import Iterator
from itertools import chain

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import expression
from backend.tests.architecture.facts.fixtures import DECORATORS, fixtures_of, meaning_of

# Types that say nothing, and what may be around one.
NOTHING = {"typing.Any", "object"}
GENERATORS = (
    "AsyncGenerator",
    "AsyncIterator",
    "AsyncIterable",
    "Generator",
    "Iterable",
    "Iterator",
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.conftests:
        for fixture in fixtures_of(source):
            for what in missing(source, fixture.function):
                yield spot(source, fixture.function, f"`{fixture.function.name}` has no {what}.")
        for value in chain(*source.values.values()):
            if is_fixture(source, value):
                yield spot(source, value, "This fixture has neither type nor description.")


def missing(source: Source, function: Function) -> Iterator[str]:
    if function.returns is None:
        yield "return type"
    elif says_nothing(source, function.returns):
        yield "return type that says something"
    if not ast.get_docstring(function):
        yield "description"


def says_nothing(source: Source, returns: ast.expr) -> bool:
    """Recognize `Any`, `Iterator[Any]` and a bare `Iterator`."""
    match returns:
        case ast.Constant(value=str(text)) if parsed := expression(text):
            return says_nothing(source, parsed)
        case ast.Subscript(value=outer, slice=inner) if ast.unparse(outer).endswith(GENERATORS):
            first = inner.elts[0] if isinstance(inner, ast.Tuple) else inner
            return says_nothing(source, first)
    dotted = source.names.dotted(returns) or ""
    return dotted in NOTHING or dotted.endswith(tuple(f".{name}" for name in GENERATORS))


def is_fixture(source: Source, value: ast.expr) -> bool:
    """Recognize `note = pytest.fixture(make)` and `note = pytest.fixture()(make)`."""
    calls = []
    while isinstance(value, ast.Call):
        calls.append(value)
        value = value.func
    is_applied = len(calls) > 1 or any(call.args for call in calls)
    return is_applied and meaning_of(source, value) in DECORATORS


RULE = Rule(
    code="TB304",
    title="A fixture has a return type and a description",
    why="Fixtures provide repeatable, typed arrangements. Without a type mypy cannot check the"
    " tests that use it; without a sentence `pytest --fixtures` has nothing to show.",
    way_out="Annotate what it returns or yields, and describe it in one sentence.",
    bad="""
    # src/backend/tests/apps/notes/conftest.py
    import pytest

    @pytest.fixture
    def note():
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
