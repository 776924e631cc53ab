"""Which expressions are a raw dict: written out, in a variable, from a helper, or inside a list."""

import ast
import json
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.source import Function, Source

# What typed objects become on their way out; a dict that is spread from one is typed.
PASSING_ON = {"copy.copy", "copy.deepcopy", "json.dumps", "json.loads", "pytest.approx"}
DUMPS = {"model_dump", "dict", "asdict", "_asdict", "to_dict"}


def raw_dict(source: Source, node: ast.AST | None, depth: int = 4) -> ast.AST | None:
    """Return the dict that somebody typed with field names, if this is or leads to one."""
    if node is None or not depth:
        return None
    if is_written_out(node):
        return node
    for step in steps(source, node):
        if raw_dict(source, step, depth - 1) is not None:
            return node
    return None


def is_written_out(node: ast.AST) -> bool:
    match node:
        case ast.Dict(keys=keys):
            return any(text_of(key) is not None for key in keys if key) and None not in keys
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=words):
            return bool(words) and all(word.arg for word in words)
        case ast.Constant(value=str() | bytes() as text):
            return is_json_object(text)
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


def steps(source: Source, node: ast.AST) -> Iterator[ast.AST]:
    """Yield the expressions whose value this one passes on."""
    match node:
        case ast.Call():
            yield from of_call(source, node)
        case ast.Name(id=name):
            yield from values_of(source, node, name)
        case _:
            yield from parts_of(node)


def parts_of(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            yield from elements
        case ast.ListComp(elt=part) | ast.Starred(value=part) | ast.NamedExpr(value=part):
            yield part
        case ast.IfExp(body=left, orelse=right):
            yield from (left, right)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right) if not is_dump(left):
            yield from (left, right)
        case ast.Dict(keys=keys, values=values) if None in keys:
            # What is typed may be sent with one field that is wrong on purpose.
            spread = [value for key, value in zip(keys, values, strict=True) if key is None]
            yield from () if any(map(is_dump, spread)) else spread


def is_dump(node: ast.AST) -> bool:
    """Say whether this is a typed object that was turned into a dict."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name in DUMPS and name != "dict"
    return False


def of_call(source: Source, call: ast.Call) -> Iterator[ast.AST]:
    match call.func:
        case ast.Name(id="dict"):
            yield from call.args
        case ast.Attribute(value=ast.Dict() | ast.Name() as owner, attr="copy"):
            yield owner
        case ast.Name(id=name):
            yield from returned_by(source, name)
    if source.names.dotted(call.func) in PASSING_ON:
        yield from call.args[:1]


def returned_by(source: Source, name: str) -> Iterator[ast.AST]:
    """Yield what a helper of the same file returns."""
    for function in source.functions:
        if function.name == name:
            yield from (
                node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Return) and node.value
            )


def values_of(source: Source, used: ast.AST, name: str) -> list[ast.expr]:
    """Return what a variable was set to: in its function, in one around it, or at the top."""
    scopes = [*(one.lineno for one in source.functions_around(used)), 0]
    return next(filter(None, (source.values.get((scope, name), []) for scope in scopes)), [])


def function_around(source: Source, node: ast.AST) -> Function | None:
    return next(iter(source.functions_around(node)), None)


def parametrized(function: Function, name: str) -> Iterator[ast.AST]:
    """Yield the values that `parametrize` gives to an argument."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(attr="parametrize"), args=[names, values, *_]):
                yield from column(argument_names(names), values, name)


def argument_names(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Tuple | ast.List):
        return [text_of(element) or "" for element in node.elts]
    return [word.strip() for word in (text_of(node) or "").split(",")]


def column(names: list[str], values: ast.expr, name: str) -> Iterator[ast.AST]:
    rows = values.elts if isinstance(values, ast.List | ast.Tuple) else []
    for row in rows if name in names else []:
        cells = cells_of(row, len(names))
        if len(cells) == len(names):
            yield cells[names.index(name)]


def cells_of(row: ast.expr, count: int) -> list[ast.expr]:
    match row:
        case ast.Call(func=ast.Attribute(attr="param"), args=cells):
            return cells
        case ast.Tuple(elts=cells) | ast.List(elts=cells) if count > 1:
            return cells
    return [row]
