"""TB202: nothing of this service is patched."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.bindings import elements_of
from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import argument_of, method_of, type_of
from backend.tests.architecture.facts.variables import function_around, parametrized, values_of

# Of monkeypatch, and of whatever else is spelled like it.
PATCHES = {
    "setattr",
    "delattr",
    "setitem",
    "delitem",
    "patch",
    "object",
    "dict",
    "multiple",
    "spy",
    "__setattr__",
    "__delattr__",
}
BUILTINS = {"setattr", "delattr"}
MOCKS = {"mock.patch", "unittest.mock.patch"}
# The way to the service's own servers is its own, too.
ADAPTERS = ("asyncpg", "redis", "sqlalchemy")


def check(project: Project) -> Iterator[Spot]:
    for source in project.tests:
        for call in source.nodes(ast.Call):
            if is_patch(source, call) and (target := internal_target(source, call)):
                yield spot(source, call, f"This patches `{target}`, {whose(target)}.")
        for changed in targets_in(source):
            yield from replaced(source, changed)


def whose(meaning: str | None) -> str:
    is_adapter = (meaning or "").partition(".")[0] in ADAPTERS
    return "the way to the service's servers" if is_adapter else "which is the service's own"


def targets_in(source: Source) -> Iterator[ast.expr]:
    for assignment in source.nodes(ast.Assign):
        yield from assignment.targets
    for deletion in source.nodes(ast.Delete):
        yield from deletion.targets
    for annotated in source.nodes(ast.AnnAssign):
        yield annotated.target


def is_patch(source: Source, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name):
        return method_of(call) in PATCHES or updated(call) is not None
    if source.names.dotted(call.func) in (*BUILTINS, *MOCKS):
        return True
    # `patch = monkeypatch.setattr`
    values = values_of(source, call.func, call.func.id)
    return any(getattr(value, "attr", None) in PATCHES for value in values)


def updated(call: ast.Call) -> ast.expr | None:
    """Return what `service.__dict__.update(...)` and `vars(service).update(...)` change."""
    match call.func:
        case ast.Attribute(value=ast.Attribute(value=owner, attr="__dict__"), attr="update"):
            return owner
        case ast.Attribute(value=ast.Call(func=ast.Name(id="vars"), args=[owner]), attr="update"):
            return owner
    return None


def internal_target(source: Source, call: ast.Call) -> str | None:
    target = updated(call) or argument_of(call, 0, "target") or argument_of(call, 0, "name")
    if source.names.dotted(call.func) in BUILTINS:
        # They also fill rows, so only what was imported counts.
        meanings = [source.names.dotted(target)]
    else:
        meanings = [*meanings_of(source, target)] if target else []
        if "sys.modules" in meanings:
            meanings = [text_of(argument_of(call, 1, "name"))]
    return next((one for one in meanings if is_internal(source, one)), None)


def meanings_of(source: Source, target: ast.expr) -> Iterator[str | None]:
    """Yield what may be patched: a path, something imported, or the type of something at hand."""
    yield text_of(target) or meaning_of(source, target)
    if isinstance(target, ast.Name):
        for value in (*values_of(source, target, target.id), *parametrized(source, target)):
            yield from (meaning_of(source, one) for one in elements_of(value))


def meaning_of(source: Source, target: ast.expr) -> str | None:
    """Return a dotted name, or how it begins."""
    if found := source.names.dotted(target) or text_of(target):
        return found
    if isinstance(target, ast.Name):
        return typed(source, target) or constant(source, target)
    if isinstance(target, ast.Call) and not is_type(target):
        return source.names.dotted(target.func)
    inner = beginning_of(target)
    return meaning_of(source, inner) if inner else None


def beginning_of(target: ast.expr) -> ast.expr | None:
    """Return what `a` is in `a.b`, `a[b]`, `f"{a}.b"`, `a + ".b"`, `"%s.b" % a` and `type(a)`."""
    match target:
        case ast.Attribute(value=first) | ast.Subscript(value=first):
            return first
        case ast.JoinedStr(values=[first, *_]) | ast.FormattedValue(value=first):
            return first
        case ast.BinOp(left=ast.Constant(), right=first) | ast.BinOp(left=first):
            return first
        case ast.Call(args=[first, *_]):
            return first
    return None


def is_type(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "type"


def typed(source: Source, used: ast.Name) -> str | None:
    function = function_around(source, used)
    return type_of(source, function, used.id) if function else None


def constant(source: Source, used: ast.Name) -> str | None:
    return next(filter(None, map(text_of, values_of(source, used, used.id))), None)


def is_internal(source: Source, meaning: str | None) -> bool:
    service, tests = source.layout.name, f"{source.layout.name}.tests."
    beginnings = tuple(f"{name}." for name in (service, *ADAPTERS))
    return f"{meaning}.".startswith(beginnings) and not f"{meaning}.".startswith(tests)


def replaced(source: Source, target: ast.expr) -> Iterator[Spot]:
    """Find `service.send = fake`, where `service` is a module or a class that was imported."""
    meaning = None
    match target:
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for one in targets:
                yield from replaced(source, one)
        case ast.Subscript() if is_internal(source, source.names.dotted(target)):
            meaning = source.names.dotted(target)
        case ast.Attribute(value=owner) | ast.Subscript(value=ast.Attribute(value=owner)):
            meaning = source.names.dotted(owner)
    if is_internal(source, meaning):
        yield spot(source, target, f"This replaces a part of `{meaning}`, {whose(meaning)}.")


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
