"""The values of a name: of a variable, of another file's constant, of a test's parameter."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.engine.syntax import elements_of
from backend.tests.architecture.facts.calls import argument_of, called

Place = tuple[Source, ast.AST]


def meanings_of(source: Source, node: ast.AST) -> Iterator[Place]:
    """Yield what a name was set to, in this file or in the one that it comes from."""
    if isinstance(node, ast.Name):
        yield from ((source, value) for value in source.values_of(node, node.id))
    home, name = origin_of(source, node)
    if home and home is not source:
        yield from ((home, value) for value in home.values.get((0, name), ()))


def returned_by(source: Source, call: ast.Call) -> Iterator[Place]:
    """Yield what a helper returns, of this file or of another one."""
    home, name = origin_of(source, call.func)
    for function in home.functions if home else ():
        if home and function.name == name:
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value:
                    yield home, node.value


def origin_of(source: Source, node: ast.AST) -> tuple[Source | None, str]:
    """Return the file that a name comes from, and its name there."""
    module, _, name = (source.names.dotted(node) or "").rpartition(".")
    if not module and isinstance(node, ast.Name):
        return source, node.id
    return source.modules.get(module), name


def parametrized(source: Source, used: ast.AST) -> Iterator[ast.expr]:
    """Yield the values that `parametrize` gives to the argument that is used here."""
    for function in source.functions_around(used)[:1] if isinstance(used, ast.Name) else ():
        for decorator in function.decorator_list:
            for _, mark in ((source, decorator), *meanings_of(source, decorator)):
                if isinstance(mark, ast.Call) and called(mark) == "parametrize":
                    yield from column(source, mark, getattr(used, "id", ""))


def column(source: Source, mark: ast.Call, name: str) -> Iterator[ast.expr]:
    names = words_in(source, argument_of(mark, 0, "argnames"))
    values = argument_of(mark, 1, "argvalues")
    for row in rows_of(source, values) if values and name in names else ():
        cells = elements_of(row) if len(names) > 1 else [row]
        if isinstance(row, ast.Call) and called(row) == "param":
            cells = row.args
        if len(cells) == len(names):
            yield cells[names.index(name)]


def words_in(source: Source, node: ast.AST | None, depth: int = 4) -> list[str | None]:
    """Read `"a, b"`, `("a", "b")` and what has a name; None stands for what cannot be read."""
    places: list[Place] = []
    if isinstance(node, ast.List | ast.Tuple):
        places = [(source, one) for one in node.elts]
    elif node and depth:
        places = [*meanings_of(source, node)]
    if places:
        return [word for place, one in places for word in words_in(place, one, depth - 1)]
    text = text_of(node)
    return [None] if text is None else [*text.replace(",", " ").split()]


def rows_of(source: Source, values: ast.AST, depth: int = 3) -> Iterator[ast.expr]:
    """Yield the rows of a table, also of one that has a name or is spread into another."""
    for place, value in meanings_of(source, values) if depth else ():
        yield from rows_of(place, value, depth - 1)
    for row in values.elts if isinstance(values, ast.List | ast.Tuple | ast.Set) else ():
        if isinstance(row, ast.Starred):
            yield from rows_of(source, row.value, depth - 1)
        else:
            yield row
