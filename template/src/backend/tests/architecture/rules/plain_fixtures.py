"""TB305 and TB309: fixtures have one name and two scopes, are asked for, and stand in order."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import word_of
from backend.tests.architecture.facts.fixtures import DECORATORS, Fixture, fixtures_of
from backend.tests.architecture.facts.settings import settings_of_pytest

SCOPES = {"function", "session"}
USED = re.compile(r"^\s*usefixtures\s*=")


def disguised(project: Project) -> Iterator[Spot]:
    for source in project.conftests:
        made = {id(one.decorator): one.function for one in fixtures_of(source)}
        for call in source.nodes(ast.Call):
            function = made.get(id(call))
            is_maker = source.names.dotted(call.func) in DECORATORS
            for what in wrong_with(call, function) if is_maker else ():
                yield spot(source, call, f"`{function.name if function else 'This'}` {what}.")
    yield from settings_of_pytest(project, USED, "Every test gets what it does not ask for.")


def wrong_with(call: ast.Call, function: Function | None) -> Iterator[str]:
    if (name := word_of(call, "name")) and text_of(name) != getattr(function, "name", ""):
        yield f"goes by another name, `{text_of(name)}`"
    scope = word_of(call, "scope") or next(filter(text_of, call.args), None)
    if scope is not None and text_of(scope) not in SCOPES:
        yield f"has the scope `{ast.unparse(scope)}`"
    if word_of(call, "params") is not None:
        yield "multiplies tests behind their back"
    autouse = word_of(call, "autouse")
    is_unasked = autouse is not None and getattr(autouse, "value", True)
    if is_unasked and not (function and is_guard(function)):
        yield "does something for tests that did not ask"
    if any(word.arg is None for word in call.keywords):
        yield "does not show its settings"


def is_guard(function: Function) -> bool:
    """Return whether it remembers something, yields nothing, and asserts or fails afterwards."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    turn = next((place for place, one in enumerate(body) if is_bare_yield(one)), len(body))
    before, after = body[:turn], body[turn + 1 :]
    remembers = all(isinstance(one, ast.Assign) for one in before)
    return remembers and bool(after) and all(map(only_fails, after))


def is_bare_yield(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Yield(value=None)):
            return True
    return False


def only_fails(statement: ast.stmt) -> bool:
    """Recognize `assert`, `raise` and `pytest.fail`, also under an `if` or in a loop."""
    match statement:
        case ast.Assert() | ast.Raise() | ast.Assign():
            return True
        case ast.If() | ast.For():
            return all(map(only_fails, (*statement.body, *statement.orelse)))
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="fail"))):
            return True
    return False


def disordered(project: Project) -> Iterator[Spot]:
    for conftest in project.conftests:
        narrow = None
        for fixture in sorted(fixtures_of(conftest), key=lambda one: one.function.lineno):
            name = fixture.function.name
            if not is_wide(fixture):
                narrow = narrow or name
            elif narrow:
                what = (
                    f"`{name}` lives for the session and stands below `{narrow}`, which does not."
                )
                yield spot(conftest, fixture.function, what)


def ordered(source: Source) -> str:
    """Return the file with its session fixtures above the first of the others."""
    top = [one for one in fixtures_of(source) if one.function in source.tree.body]
    fixtures = sorted(top, key=lambda one: one.function.lineno)
    first = next((one for one in fixtures if not is_wide(one)), None)
    if first is None:
        return source.text
    low = fixtures[fixtures.index(first) :]
    moved = [span_of(source, one.function) for one in low if is_wide(one)]
    gone = {number for span in moved for number in span}
    lines = [[line] if number not in gone else [] for number, line in enumerate(source.lines, 1)]
    place = span_of(source, first.function).start - 1
    lines[place][:0] = [source.line(number) for span in moved for number in (*span, 0, 0)]
    return "\n".join(line for inner in lines for line in inner) + "\n"


def span_of(source: Source, function: Function) -> range:
    """Return the lines of a function, with its decorators and the comments above it."""
    first = min(node.lineno for node in (*function.decorator_list, function))
    while source.line(first - 1).startswith("#"):
        first -= 1
    return range(first, (function.end_lineno or first) + 1)


def is_wide(fixture: Fixture) -> bool:
    return text_of(fixture.setting("scope")) == "session"


PLAIN = Rule(
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
    ''',
    good='''
    # src/backend/tests/apps/notes/conftest.py
    @pytest.fixture(autouse=True)
    def no_drafts_left() -> Iterator[None]:
        """Fails a test that leaves a draft behind."""
        before = drafts()
        yield
        assert drafts() == before
    ''',
    check=disguised,
)
ORDERED = Rule(
    code="TB309",
    title="A conftest.py goes from wide to narrow",
    why="Read from the top, each fixture is made of those above it: first what lives for the whole"
    " session and has no state, then what a test has of its own.",
    way_out="Move it above the fixtures without a scope.",
    bad='''
    # src/backend/tests/apps/notes/conftest.py
    import pytest

    @pytest.fixture
    def mailbox(mail_server: MailServer) -> Mailbox:
        """What was sent in this test."""

    @pytest.fixture(scope="session")
    def mail_server() -> MailServer:
        """A real SMTP server."""
    ''',
    good='''
    # src/backend/tests/apps/notes/conftest.py
    @pytest.fixture(scope="session")
    def mail_server() -> MailServer:
        """A real SMTP server."""

    @pytest.fixture
    def mailbox(mail_server: MailServer) -> Mailbox:
        """What was sent in this test."""
    ''',
    check=disordered,
    fix=ordered,
)
