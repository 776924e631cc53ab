"""What a name stands for in a function: a variable, or a parameter of `parametrize`."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.source import Function, Source
from backend.tests.architecture.facts.calls import argument_of, method_of


def values_of(source: Source, used: ast.AST, name: str) -> list[ast.expr]:
    """Return what a variable was set to: in its function, in one around it, or at the top."""
    scopes = [*(one.lineno for one in source.functions_around(used)), 0]
    return next(filter(None, (source.values.get((scope, name), []) for scope in scopes)), [])


def function_around(source: Source, node: ast.AST) -> Function | None:
    return next(iter(source.functions_around(node)), None)


def parametrized(source: Source, used: ast.AST) -> Iterator[ast.expr]:
    """Yield the values that `parametrize` gives to the argument that is used here."""
    function = function_around(source, used)
    if isinstance(used, ast.Name) and function:
        for decorator in function.decorator_list:
            for call in marks(source, decorator):
                yield from column(source, call, used.id)


def marks(source: Source, decorator: ast.expr) -> Iterator[ast.Call]:
    """Yield the call of `parametrize`, also of a mark that has a name."""
    named = source.values.get((0, decorator.id), []) if isinstance(decorator, ast.Name) else []
    for one in (decorator, *named):
        if isinstance(one, ast.Call) and method_of(one) == "parametrize":
            yield one


def column(source: Source, call: ast.Call, name: str) -> Iterator[ast.expr]:
    names = argument_names(argument_of(call, 0, "argnames"))
    values = argument_of(call, 1, "argvalues")
    for row in rows_of(source, values) if values and name in names else ():
        cells = cells_of(row, len(names))
        if len(cells) == len(names):
            yield cells[names.index(name)]


def argument_names(node: ast.expr | None) -> list[str]:
    if isinstance(node, ast.Tuple | ast.List):
        return [text_of(element) or "" for element in node.elts]
    return [word.strip() for word in (text_of(node) or "").split(",")]


def rows_of(source: Source, values: ast.expr, depth: int = 3) -> Iterator[ast.expr]:
    """Yield the rows of a table, also of one that has a name or is spread into another."""
    if isinstance(values, ast.Name) and depth:
        for value in source.values.get((0, values.id), ()):
            yield from rows_of(source, value, depth - 1)
    elif isinstance(values, ast.List | ast.Tuple | ast.Set):
        for row in values.elts:
            if isinstance(row, ast.Starred):
                yield from rows_of(source, row.value, depth - 1)
            else:
                yield row


def cells_of(row: ast.expr, count: int) -> list[ast.expr]:
    match row:
        case ast.Call(func=ast.Attribute(attr="param"), args=cells):
            return cells
        case ast.Tuple(elts=cells) | ast.List(elts=cells) if count > 1:
            return cells
    return [row]
