"""TB303 and TB304: fixtures live in conftest.py, and say what they give."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, uses
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import expression
from backend.tests.architecture.facts.fixtures import DECORATORS, fixtures_of

# Functions that pytest calls around tests by their names, as unittest did.
SETUPS = re.compile(r"(setup|teardown)_(function|module)|(setUp|tearDown)Module")
# Types that say nothing, and what may be around one.
NOTHING = {"typing.Any", "object"}
GENERATORS = ("Generator", "Iterable", "Iterator")


def elsewhere(project: Project) -> Iterator[Spot]:
    others = [source for source in project.sources if not source.is_conftest]
    yield from uses(others, DECORATORS, "A fixture is made outside conftest.py.")
    for source in project.sources:
        yield from imported(source)
    for source in project.tests:
        for function in source.functions if source.is_test_file else ():
            if SETUPS.fullmatch(function.name) and function in source.tree.body:
                what = f"`{function.name}` is a fixture that nobody asks for."
                yield spot(source, function, what)


def imported(source: Source) -> Iterator[Spot]:
    for node, module in source.imports:
        if "conftest" in module.split("."):
            yield spot(source, node, "This imports from a conftest.py.")


def undescribed(project: Project) -> Iterator[Spot]:
    for source in project.conftests:
        for fixture in fixtures_of(source):
            for what in missing(source, fixture.function):
                yield spot(source, fixture.function, f"`{fixture.function.name}` has no {what}.")
        for value in (value for values in source.values.values() for value in values):
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
            return says_nothing(source, inner.elts[0] if isinstance(inner, ast.Tuple) else inner)
    dotted = source.names.dotted(returns) or ""
    return dotted in NOTHING or dotted.endswith(GENERATORS)


def is_fixture(source: Source, value: ast.expr) -> bool:
    """Recognize `note = pytest.fixture(make)` and `note = pytest.fixture()(make)`."""
    made = value.func if isinstance(value, ast.Call) else value
    is_applied = isinstance(value, ast.Call) and (value.args or isinstance(made, ast.Call))
    made = made.func if isinstance(made, ast.Call) else made
    return bool(is_applied) and source.names.dotted(made) in DECORATORS


IN_CONFTEST = Rule(
    code="TB303",
    title="Fixtures live in conftest.py",
    why="Fixtures scattered through files that have other jobs are found by nobody, copied by"
    " everybody, and differ soon. pytest finds those of a conftest.py by themselves.",
    way_out="Put the fixture into the conftest.py of the lowest folder whose tests share it.",
    bad="""
    import pytest

    @pytest.fixture
    def note() -> Note: ...
    """,
    good='''
    # src/backend/tests/apps/notes/conftest.py
    @pytest.fixture
    def note() -> Note:
        """A note that is not saved."""
    ''',
    check=elsewhere,
)
DESCRIBED = Rule(
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
    check=undescribed,
)
