"""TB403: no dict takes the place of a factory."""

import ast
import re
import sys
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, words
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import argument_of, called, method_of
from backend.tests.architecture.facts.dicts import raw_dict
from backend.tests.architecture.facts.fixtures import fixtures_of

BUILDER = re.compile(
    r"(^|_)(make|build|create|new|fake|sample|valid|default|given|dummy|example|generate|minimal"
    r"|mock|prepare|random|stub)_"
    r"|(^|_)(payload|body|data|dict|json|attrs|fields|input|kwargs)$"
)
# What is a dict by nature.
NATURAL = re.compile(r"claim|config|cookie|environ|env_|header|label|param|quer|scope|settings")
VALIDATORS = {
    *words("from_orm model_construct model_validate model_validate_json parse_obj parse_raw"),
    *words("validate_json validate_python"),
}
ROUTES = {*words("api_route delete get patch post put route websocket")}
INSERT = re.compile(r"sqlalchemy(\..+)?\.insert")
# Modules whose types are data.
DATA = ("typing.", "datetime.", "decimal.", "uuid.")


def check(project: Project) -> Iterator[Spot]:
    for source in project.written_tests:
        fixtures = {id(fixture.function) for fixture in fixtures_of(source)}
        for function in source.functions:
            is_builder = id(function) in fixtures or BUILDER.search(function.name)
            if is_builder and not is_about_dicts(source, function):
                yield from returned(source, function)
        for call in source.nodes(ast.Call):
            yield from made_of_dicts(source, call)
            yield from inserted(source, call)


def is_about_dicts(source: Source, function: Function) -> bool:
    """Return whether it gives what is a dict by nature, an answer, or a table of objects."""
    if NATURAL.search(function.name) or function.name.startswith("test"):
        return True
    routes = [one for one in function.decorator_list if isinstance(one, ast.Call)]
    if any(method_of(one) in ROUTES for one in routes):
        return True
    # `dict[str, Engine]`
    pairs = [
        one for one in ast.walk(function.returns or function.args) if isinstance(one, ast.Tuple)
    ]
    kinds = [source.names.dotted(pair.elts[1]) or "" for pair in pairs if len(pair.elts) > 1]
    return any("." in kind and not kind.startswith(DATA) for kind in kinds)


def returned(source: Source, function: Function) -> Iterator[Spot]:
    for node in nodes_in(function):
        gives = node.value if isinstance(node, ast.Return | ast.Yield) else None
        given = gives.body if isinstance(gives, ast.Lambda) else gives
        # JSON is a file's, a log's or another service's, and sent as it is.
        is_text = isinstance(given, ast.Call) and called(given) == "dumps"
        is_text = is_text or isinstance(given, ast.Constant | ast.JoinedStr)
        if not is_text and not holds_classes(given) and raw_dict(source, given):
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


def holds_classes(node: ast.AST | None) -> bool:
    """Return whether its values are named like classes: `Note`, and neither `note` nor `NOTE`."""
    names = [ast.unparse(one) for one in node.values] if isinstance(node, ast.Dict) else []
    return bool(names) and all(one.isidentifier() and one.istitle() for one in names)


def made_of_dicts(source: Source, call: ast.Call) -> Iterator[Spot]:
    """Find `Note(**{...})` and `Note.model_validate({...})`, but for inputs that must fail."""
    is_validator = method_of(call) in VALIDATORS
    if is_validator or is_model(source, call):
        spread = [word.value for word in call.keywords if word.arg is None]
        given = [one for one in spread if has_names(one)]
        given += filter(None, [argument_of(call, 0, "obj") if is_validator else None])
        for one in given:
            if raw_dict(source, one) and not must_fail(source, call):
                yield spot(source, one, "An object is made of a raw dict.")


def is_model(source: Source, call: ast.Call) -> bool:
    """Return whether the call makes an object of a class of ours, and not one of a factory."""
    if (source.names.dotted(call.func) or "").partition(".")[0] in sys.stdlib_module_names:
        return False
    name = called(call)
    return name[:1].isupper() and not name.endswith("Factory")


def has_names(spread: ast.expr) -> bool:
    """Return whether the keys can be arguments, unlike those of `**{"sub-model": ...}`."""
    keys = spread.keys if isinstance(spread, ast.Dict) else []
    return all((text_of(key) or "_").isidentifier() for key in keys)


def must_fail(source: Source, call: ast.Call) -> bool:
    """Return whether it stands in a `with pytest.raises(...)`."""
    return any(
        block.lineno <= call.lineno <= (block.end_lineno or 0)
        and any("raises" in ast.unparse(item.context_expr) for item in block.items)
        for block in source.nodes(ast.With)
    )


def inserted(source: Source, call: ast.Call) -> Iterator[Spot]:
    """Find `execute(insert(Note), [{...}])` and `insert(Note).values({...})`."""
    match call:
        case (
            ast.Call(func=ast.Attribute(attr="execute"), args=[ast.Call(func=made), rows, *_])
            | ast.Call(func=ast.Attribute(value=ast.Call(func=made), attr="values"), args=[rows])
        ):
            if INSERT.fullmatch(source.names.dotted(made) or "") and raw_dict(source, rows):
                yield spot(source, rows, "A row is made of a raw dict.")


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
