"""TB403: no dict takes the place of a factory."""

import ast
import re
import sys
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import argument_of, method_of
from backend.tests.architecture.facts.dicts import raw_dict
from backend.tests.architecture.facts.fixtures import fixtures_of
from backend.tests.architecture.facts.things import holds_things

BUILDER = re.compile(
    r"(^|_)(make|build|create|new|fake|sample|valid|default|given|dummy|example|generate|minimal"
    r"|mock|prepare|random|stub)_"
    r"|(^|_)(payload|body|data|dict|json|attrs|fields|input|kwargs)$"
)
# What is a dict by nature.
NATURAL = re.compile(r"claim|config|cookie|environ|env_|header|label|param|quer|scope|settings")
VALIDATORS = {
    "from_orm",
    "model_construct",
    "model_validate",
    "model_validate_json",
    "parse_obj",
    "parse_raw",
    "validate_json",
    "validate_python",
}
ROUTES = {"api_route", "delete", "get", "patch", "post", "put", "route", "websocket"}
INSERT = re.compile(r"sqlalchemy(\..+)?\.insert")


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        fixtures = {id(fixture.function) for fixture in fixtures_of(source)}
        for function in source.functions:
            if id(function) in fixtures or BUILDER.search(function.name):
                yield from returned(source, function)
        yield from short_builders(source)
        yield from filled_in(source)
        yield from inserted(source)


def returned(source: Source, function: Function) -> Iterator[Spot]:
    if NATURAL.search(function.name) or function.name.startswith("test") or is_endpoint(function):
        return
    for node in nodes_in(function):
        gives = node.value if isinstance(node, ast.Return | ast.Yield) else None
        if gives and is_raw(source, function, gives):
            yield spot(source, node, f"`{function.name}` gives a raw dict.")


def nodes_in(function: Function) -> Iterator[ast.AST]:
    """Yield what is in a function, and in the functions that it hands out."""
    returns = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    handed_out = {value.id for value in returns if isinstance(value, ast.Name)}
    waiting: list[ast.AST] = [*function.body]
    for node in waiting:
        yield node
        if not isinstance(node, Function) or node.name in handed_out:
            waiting += ast.iter_child_nodes(node)


def is_endpoint(function: Function) -> bool:
    """Recognize `@app.get("/notes")`: what it gives is an answer."""
    calls = [one.func for one in function.decorator_list if isinstance(one, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in ROUTES for call in calls)


def is_raw(source: Source, function: Function, gives: ast.expr) -> bool:
    given = gives.body if isinstance(gives, ast.Lambda) else gives
    if is_text(given) or holds_things(source, function, given):
        return False
    return raw_dict(source, given) is not None


def is_text(node: ast.expr) -> bool:
    """Whether it is JSON: a file's, a log's or another service's, and sent as it is."""
    is_dumped = isinstance(node, ast.Call) and ast.unparse(node.func).endswith("dumps")
    return is_dumped or isinstance(node, ast.Constant | ast.JoinedStr)


def short_builders(source: Source) -> Iterator[Spot]:
    """Find `make_note = lambda: {...}`."""
    for (_, name), values in source.values.items():
        for value in values if BUILDER.search(name) and not NATURAL.search(name) else ():
            if isinstance(value, ast.Lambda) and raw_dict(source, value.body):
                yield spot(source, value, f"`{name}` gives a raw dict.")


def filled_in(source: Source) -> Iterator[Spot]:
    """Find `Note(**{...})` and `Note.model_validate({...})`, but for inputs that must fail."""
    refused = lines_that_must_fail(source)
    for call in source.nodes(ast.Call):
        if call.lineno in refused:
            continue
        validated = argument_of(call, 0, "obj") if method_of(call) in VALIDATORS else None
        spread = [word.value for word in call.keywords if word.arg is None]
        if method_of(call) not in VALIDATORS and not is_model(source, call):
            continue
        for given in filter(None, (validated, *filter(has_names, spread))):
            if raw_dict(source, given):
                yield spot(source, given, "An object is made of a raw dict.")


def inserted(source: Source) -> Iterator[Spot]:
    """Find `execute(insert(Note), [{...}])` and `insert(Note).values({...})`."""
    for call in source.nodes(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(attr="execute"), args=[statement, rows, *_]):
                pass
            case ast.Call(func=ast.Attribute(value=statement, attr="values"), args=[rows]):
                pass
            case _:
                continue
        if is_insert(source, statement) and raw_dict(source, rows):
            yield spot(source, rows, "A row is made of a raw dict.")


def is_insert(source: Source, statement: ast.expr) -> bool:
    made = source.names.dotted(statement.func) if isinstance(statement, ast.Call) else None
    return bool(made and INSERT.fullmatch(made))


def has_names(spread: ast.expr) -> bool:
    """Whether the keys could be written as arguments; `**{"sub-model": ...}` has no other way."""
    keys = spread.keys if isinstance(spread, ast.Dict) else []
    return all((text_of(key) or "_").isidentifier() for key in keys)


def is_model(source: Source, call: ast.Call) -> bool:
    """Whether the call makes an object of a class of ours, and not one of a factory."""
    if (source.names.dotted(call.func) or "").partition(".")[0] in sys.stdlib_module_names:
        return False
    name = call.func.id if isinstance(call.func, ast.Name) else method_of(call) or ""
    return name[:1].isupper() and not name.endswith("Factory")


def lines_that_must_fail(source: Source) -> set[int]:
    lines: set[int] = set()
    blocks: list[ast.With | ast.AsyncWith] = [*source.nodes(ast.With)]
    for block in [*blocks, *source.nodes(ast.AsyncWith)]:
        if any("raises" in ast.unparse(item.context_expr) for item in block.items):
            lines.update(range(block.lineno, (block.end_lineno or 0) + 1))
    return lines


RULE = Rule(
    code="TB403",
    title="No dict takes the place of a factory",
    why="Test data is created through polyfactory and faker; a helper that returns a dict is a"
    " factory without types, values and defaults, and one per folder.",
    way_out="Write a `BodyFactory` or a `RowFactory`, and give the test what it builds.",
    bad="""
    def make_note(**fields: object) -> dict[str, object]:
        return {"title": "Emma", "body": "..."}
    """,
    good="""
    # src/backend/tests/apps/notes/factories.py
    class NoteCreateFactory(BodyFactory[NoteCreate]):
        title = Use(FAKER.sentence)
    """,
    check=check,
)
