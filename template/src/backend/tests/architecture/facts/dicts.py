"""Recognizes a raw dict: written out, in a variable, from a helper, or inside a list."""

import ast
import json
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import called
from backend.tests.architecture.facts.values import Place, meanings_of, returned_by

# They give what they were given: in another form, or with tolerance.
PASSING_ON = {
    *("dict", "list", "tuple", "copy.copy", "copy.deepcopy", "json.dumps", "orjson.dumps"),
    *("json.loads", "dirty_equals.IsPartialDict", "inline_snapshot.snapshot", "pytest.approx"),
}
# What typed objects become on their way out; a dict that is spread from one is typed.
DUMPS = {"model_dump", "asdict", "_asdict", "to_dict", "dict"}


def raw_dict(source: Source, node: ast.AST | None, depth: int = 4) -> bool:
    """Return whether somebody typed this dict with field names, here or where it comes from."""
    if node is None or not depth:
        return False
    if is_written_out(source, node):
        return True
    return any(raw_dict(place, step, depth - 1) for place, step in steps(source, node))


def is_written_out(source: Source, node: ast.AST) -> bool:
    match node:
        case ast.Dict(keys=keys):
            is_named = any(text_of(key) is not None for key in keys if key)
            return is_named and all(adds_little(source, one) for one in spread_in(node))
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=words):
            is_named = any(word.arg for word in words)
            return is_named and all(word.arg or adds_little(source, word.value) for word in words)
        case ast.Constant(value=str() | bytes() as text):
            return is_json_object(text)
    return False


def spread_in(node: ast.Dict) -> list[ast.expr]:
    return [value for key, value in zip(node.keys, node.values, strict=True) if key is None]


def adds_little(source: Source, node: ast.expr) -> bool:
    """Return whether `**node` is what a caller may change: `**extra`, or `**(changes or {})`."""
    match node:
        case ast.BoolOp(op=ast.Or(), values=[*_, ast.Dict(keys=[])]):
            return True
        case ast.Name(id=name):
            around: list[Function | ast.Lambda] = [*source.functions_around(node)[:1]]
            around += [one for one in source.nodes(ast.Lambda) if one.lineno == node.lineno]
            return any(one.args.kwarg and one.args.kwarg.arg == name for one in around)
    return False


def is_json_object(text: str | bytes) -> bool:
    """Recognize `'{"title": "Emma"}'`; what no model can say may be sent to be refused."""
    if text[:1] not in ("{", b"{"):
        return False
    try:
        names: dict[str, object] = json.loads(text)
    except ValueError:
        return False
    return bool(names) and all(name.isidentifier() for name in names)


def steps(source: Source, node: ast.AST) -> Iterator[Place]:
    """Yield the expressions whose value this one passes on, and their files."""
    match node:
        case ast.Name() | ast.Attribute():
            found = [*meanings_of(source, node)]
            yield from found
            if isinstance(node, ast.Name) and any(is_empty(value) for _, value in found):
                yield from ((source, one) for one in filled_in(source, node))
        case ast.Call():
            if isinstance(node.func, ast.Attribute) and node.func.attr in {"copy", "encode"}:
                yield source, node.func.value
            if source.names.dotted(node.func) in PASSING_ON:
                spread = [word.value for word in node.keywords if word.arg is None]
                yield from ((source, one) for one in (*node.args[:1], *spread))
            yield from returned_by(source, node)
        case _:
            yield from ((source, one) for one in parts_of(source, node))


def parts_of(source: Source, node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return elements
        case ast.ListComp(elt=part) | ast.Starred(value=part):
            return [part]
        case ast.IfExp(body=left, orelse=right):
            return [left, right]
        case ast.BinOp(left=left, op=ast.BitOr()):
            # What is typed may be sent with one field that is wrong on purpose.
            return [left]
        case ast.Dict() if not any(is_typed(source, one) for one in spread_in(node)):
            return spread_in(node)
    return []


def is_empty(node: ast.AST) -> bool:
    match node:
        case ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="dict"), args=[], keywords=[]):
            return True
    return False


def is_typed(source: Source, node: ast.AST) -> bool:
    """Return whether this is a typed object that was turned into a dict."""
    if isinstance(node, ast.Call):
        is_builtin = isinstance(node.func, ast.Name) and node.func.id == "dict"
        return called(node) in DUMPS and not is_builtin
    return any(is_typed(place, value) for place, value in meanings_of(source, node))


def filled_in(source: Source, used: ast.Name) -> Iterator[ast.expr]:
    """Yield what makes `body = {}` a raw dict: `body["title"] = x`, `body.update(title=x)`."""
    around = source.functions_around(used)[:1]
    for node in (node for function in around for node in ast.walk(function)):
        match node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=used.id), slice=key)]):
                yield ast.copy_location(ast.Dict([key], [node.value]), node)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=used.id), attr="update")):
                made = ast.Call(ast.Name("dict", ast.Load()), node.args, node.keywords)
                yield ast.copy_location(made, node)
