"""TB202: nothing of this service is patched."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import argument_of, method_of, type_of
from backend.tests.architecture.facts.dicts import function_around, values_of

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


def check(project: Project) -> Iterator[Spot]:
    for source in project.tests:
        for call in source.nodes(ast.Call):
            if is_patch(source, call) and (target := internal_target(source, call)):
                yield spot(source, call, f"This patches `{target}`, which is the service's own.")
        for assignment in source.nodes(ast.Assign):
            yield from replaced(source, assignment.targets)
        for deletion in source.nodes(ast.Delete):
            yield from replaced(source, deletion.targets)


def is_patch(source: Source, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name):
        return method_of(call) in PATCHES
    if source.names.dotted(call.func) in (*BUILTINS, *MOCKS):
        return True
    # `patch = monkeypatch.setattr`
    values = values_of(source, call.func, call.func.id)
    return any(getattr(value, "attr", None) in PATCHES for value in values)


def internal_target(source: Source, call: ast.Call) -> str | None:
    target = argument_of(call, 0, "target")
    target = target if target is not None else argument_of(call, 0, "name")
    if source.names.dotted(call.func) in BUILTINS:
        # They also fill rows, so only what was imported counts.
        meaning = source.names.dotted(target)
    else:
        meaning = text_of(target) or (meaning_of(source, target) if target else None)
        if meaning == "sys.modules":
            meaning = text_of(argument_of(call, 1, "name"))
    return meaning if is_internal(source, meaning) else None


def meaning_of(source: Source, target: ast.expr) -> str | None:
    """Return what is patched: something imported, or the type of something at hand."""
    if dotted := source.names.dotted(target):
        return dotted
    match target:
        case ast.Attribute(value=owner) | ast.Subscript(value=owner):
            return meaning_of(source, owner)
        case ast.Call(func=ast.Name(id="type"), args=[instance]):
            return meaning_of(source, instance)
        case ast.Call(func=made):
            return source.names.dotted(made)
        case ast.Name(id=name):
            function = function_around(source, target)
            return type_of(source, function, name) if function else None
    return None


def is_internal(source: Source, meaning: str | None) -> bool:
    service, tests = source.layout.name, f"{source.layout.name}.tests."
    return f"{meaning}.".startswith(f"{service}.") and not f"{meaning}.".startswith(tests)


def replaced(source: Source, targets: list[ast.expr]) -> Iterator[Spot]:
    """Find `service.send = fake`, where `service` is a module or a class that was imported."""
    for target in targets:
        match target:
            case ast.Subscript() if is_internal(source, source.names.dotted(target)):
                meaning = source.names.dotted(target)
            case ast.Attribute(value=owner) | ast.Subscript(value=ast.Attribute(value=owner)):
                meaning = source.names.dotted(owner)
            case _:
                continue
        if is_internal(source, meaning):
            what = f"This replaces a part of `{meaning}`, which is the service's own."
            yield spot(source, target, what)


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
