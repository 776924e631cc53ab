"""Which expressions are a raw dict: written out, in a variable, from a helper, or inside a list."""

import ast
import json
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.origins import Place, constants_of, returned_by
from backend.tests.architecture.facts.variables import function_around, values_of

# What gives back what it was given: in another form, frozen, or with tolerance.
PASSING_ON = {
    "bytes",
    "list",
    "tuple",
    "copy.copy",
    "copy.deepcopy",
    "dirty_equals.IsDict",
    "dirty_equals.IsPartialDict",
    "dirty_equals.IsStrictDict",
    "inline_snapshot.snapshot",
    "json.dumps",
    "json.loads",
    "orjson.dumps",
    "pytest.approx",
    "types.MappingProxyType",
}
MAKERS = {"dict", "collections.OrderedDict"}
# What typed objects become on their way out; a dict that is spread from one is typed.
DUMPS = {"model_dump", "asdict", "_asdict", "to_dict"}
# The beginning of a JSON object with a value put in.
OBJECT = re.compile(r'\s*\[?\s*\{\s*"\w+"\s*:')


def raw_dict(source: Source, node: ast.AST | None, depth: int = 4) -> ast.AST | None:
    """Return the dict that somebody typed with field names, if this is or leads to one."""
    if node is None or not depth:
        return None
    if is_written_out(source, node):
        return node
    for place, step in steps(source, node):
        if raw_dict(place, step, depth - 1) is not None:
            return node
    return None


def is_written_out(source: Source, node: ast.AST) -> bool:
    match node:
        case ast.Dict(keys=keys, values=values):
            spread = [value for key, value in zip(keys, values, strict=True) if key is None]
            is_named = any(text_of(key) is not None for key in keys if key)
            return is_named and all(adds_little(source, one) for one in spread)
        case ast.Call(func=made, args=[], keywords=words) if source.names.dotted(made) in MAKERS:
            is_named = any(word.arg for word in words)
            return is_named and all(word.arg or adds_little(source, word.value) for word in words)
        case ast.Constant(value=str() | bytes() as text):
            return is_json_object(text)
        case (
            ast.JoinedStr(values=[ast.Constant(value=str(text)), *_])
            | ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod())
        ):
            return bool(OBJECT.match(text))
    return False


def adds_little(source: Source, node: ast.expr) -> bool:
    """Whether `**node` is what a caller may change: `**extra`, or `**(changes or {})`."""
    match node:
        case ast.BoolOp(op=ast.Or(), values=[*_, ast.Dict(keys=[])]):
            return True
        case ast.Name(id=name):
            words = [function.args.kwarg for function in callables_around(source, node)]
            return any(word is not None and word.arg == name for word in words)
    return False


def callables_around(source: Source, node: ast.expr) -> Iterator[Function | ast.Lambda]:
    yield from source.functions_around(node)[:1]
    for function in source.nodes(ast.Lambda):
        if function.lineno <= node.lineno <= (function.end_lineno or 0):
            yield function


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
        case ast.Call():
            yield from ((source, one) for one in of_call(source, node))
            yield from returned_by(source, node)
        case ast.Name(id=name):
            found = values_of(source, node, name)
            yield from ((source, one) for one in found)
            if any(is_empty(source, one) for one in found):
                yield from ((source, one) for one in filled_in(source, node, name))
            yield from constants_of(source, node)
        case ast.Attribute():
            yield from constants_of(source, node)
        case _:
            yield from ((source, one) for one in parts_of(source, node))


def parts_of(source: Source, node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            yield from elements
        case ast.ListComp(elt=part) | ast.Starred(value=part) | ast.NamedExpr(value=part):
            yield part
        case ast.IfExp(body=left, orelse=right):
            yield from (left, right)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            # What is typed, or unknown, may be sent with one field that is wrong on purpose.
            yield from (left, right) if is_empty(source, left) else (left,)
        case ast.Dict(keys=keys, values=values) if None in keys:
            spread = [value for key, value in zip(keys, values, strict=True) if key is None]
            yield from () if any(is_typed(source, one) for one in spread) else spread


def is_empty(source: Source, node: ast.expr) -> bool:
    match node:
        case ast.Dict(keys=[]):
            return True
        case ast.Call(func=made, args=[], keywords=[]):
            return source.names.dotted(made) in MAKERS
    return False


def is_typed(source: Source, node: ast.AST) -> bool:
    """Say whether this is a typed object that was turned into a dict."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in DUMPS or name == "dict"
        case ast.Call(func=ast.Name(id=name)):
            return name in DUMPS
        case ast.Name(id=name):
            return any(is_typed(source, one) for one in values_of(source, node, name))
    return False


def of_call(source: Source, call: ast.Call) -> Iterator[ast.AST]:
    match call.func:
        case ast.Attribute(value=owner, attr="copy" | "encode" | "decode"):
            yield owner
        case ast.Attribute(value=ast.Constant() as text, attr="format"):
            yield text
    dotted = source.names.dotted(call.func)
    if dotted in PASSING_ON | MAKERS:
        yield from call.args[:1]
    if dotted in MAKERS:
        yield from (word.value for word in call.keywords if word.arg is None)


def filled_in(source: Source, used: ast.Name, name: str) -> Iterator[ast.AST]:
    """Yield what makes `body = {}` a raw dict: `body["title"] = x`, `body.update(title=x)`."""
    around = function_around(source, used)
    for node in ast.walk(around) if around else ():
        match node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=target), slice=key)]):
                if target == name and text_of(key) is not None:
                    yield ast.copy_location(ast.Dict([key], [node.value]), node)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=target), attr="update")):
                if target == name:
                    made = ast.Name("dict", ast.Load())
                    yield ast.copy_location(ast.Call(made, node.args, node.keywords), node)
