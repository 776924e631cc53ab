"""TB202: nothing of this service is patched."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, words
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.engine.syntax import elements_of
from backend.tests.architecture.facts.calls import argument_of, method_of, types_of
from backend.tests.architecture.facts.values import parametrized

# Of monkeypatch, of mock, and of other things that are spelled like them.
PATCHES = {*words("setattr delattr setitem delitem patch object dict multiple spy __setattr__")}
BUILTINS = {"setattr", "delattr"}
MOCKS = {"mock.patch", "unittest.mock.patch"}
# The way to the service's own servers is its own, too.
ADAPTERS = ("asyncpg", "redis", "sqlalchemy")


def check(project: Project) -> Iterator[Spot]:
    for source in project.tests:
        for call in source.nodes(ast.Call):
            if target := patched(source, call):
                yield spot(source, call, f"This patches `{target}`, {whose(target)}.")
        for changed in targets_in(source):
            meaning = source.names.dotted(owner_of(changed))
            if is_internal(source, meaning):
                what = f"This replaces a part of `{meaning}`, {whose(meaning)}."
                yield spot(source, changed, what)


def whose(meaning: str | None) -> str:
    is_adapter = (meaning or "").partition(".")[0] in ADAPTERS
    return "the way to the service's servers" if is_adapter else "which is the service's own"


def is_internal(source: Source, meaning: str | None) -> bool:
    service = source.layout.name
    beginnings = tuple(f"{name}." for name in (service, *ADAPTERS))
    path = f"{meaning}."
    return path.startswith(beginnings) and not path.startswith(f"{service}.tests.")


def patched(source: Source, call: ast.Call) -> str | None:
    """Return what a call patches, if it is the service's."""
    function = source.names.dotted(call.func)
    target = argument_of(call, 0, "target") or argument_of(call, 0, "name")
    found: list[str | None] = []
    if function in BUILTINS:
        # They also fill rows, so only what was imported counts.
        found = [source.names.dotted(target)]
    elif target and (function in MOCKS or method_of(call) in PATCHES):
        found = [*meanings_of(source, target)]
    if "sys.modules" in found:
        found = [text_of(argument_of(call, 1, "name"))]
    return next((one for one in found if is_internal(source, one)), None)


def meanings_of(source: Source, target: ast.expr, depth: int = 5) -> Iterator[str | None]:
    """Yield how the path may begin: a text, something imported, the type of something at hand."""
    if found := source.names.dotted(target) or text_of(target):
        yield found
    elif isinstance(target, ast.Name) and depth:
        yield from types_of(source, target)
        for value in (*source.values_of(target, target.id), *parametrized(source, target)):
            for one in elements_of(value):
                yield from meanings_of(source, one, depth - 1)
    elif (first := beginning_of(source, target)) and depth:
        yield from meanings_of(source, first, depth - 1)


def beginning_of(source: Source, target: ast.expr) -> ast.expr | None:
    """Return what `a` is in `a.b`, `a[b]`, `a()`, `f"{a}.b"`, `a + ".b"` and `type(a)`."""
    match target:
        case ast.Attribute(value=first) | ast.Subscript(value=first):
            return first
        case ast.JoinedStr(values=[first, *_]) | ast.FormattedValue(value=first):
            return first
        case ast.BinOp(left=first):
            return first
        case ast.Call(func=function, args=arguments):
            is_type = source.names.dotted(function) == "type" and arguments
            return arguments[0] if is_type else function
    return None


def targets_in(source: Source) -> Iterator[ast.expr]:
    assigned = [node.targets for node in source.nodes(ast.Assign)]
    for targets in (*assigned, *(node.targets for node in source.nodes(ast.Delete))):
        for target in targets:
            yield from elements_of(target)


def owner_of(target: ast.expr) -> ast.expr | None:
    """Return the module or class of `service.send` and `errors.STATUSES[KeyError]`."""
    match target:
        case ast.Attribute(value=owner) | ast.Subscript(value=ast.Attribute(value=owner)):
            return owner
    return None


RULE = Rule(
    code="TB202",
    title="Nothing of this service is patched",
    why="Internal services, repositories and adapters are not mocked: a patched part is one"
    " that the test says nothing about, and its path breaks silently when the code moves.",
    way_out="Arrange rows, settings or a fake external service, so that the real code does it.",
    bad="""
    def test_a_failed_mail_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("backend.apps.notes.service.send_mail", refuse)
    """,
    good="""
    def test_the_zone_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TIME_ZONE", "Europe/Warsaw")
    """,
    check=check,
)
