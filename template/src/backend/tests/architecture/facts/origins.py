"""What a name means that comes from another file: what it was set to there, what it returns."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.source import Source

Place = tuple[Source, ast.AST]


def returned_by(source: Source, call: ast.Call) -> Iterator[Place]:
    """Yield what a helper returns, of this file or of another one."""
    place, name = origin_of(source, call.func)
    for function in place.functions if place else ():
        if place and function.name == name:
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value:
                    yield place, node.value


def constants_of(source: Source, node: ast.Name | ast.Attribute) -> Iterator[Place]:
    """Yield what a name of another file was set to there."""
    place, name = origin_of(source, node)
    if place and place is not source:
        yield from ((place, value) for value in place.values.get((0, name), ()))


def origin_of(source: Source, node: ast.AST) -> tuple[Source | None, str]:
    """Return the file that a name comes from, and what it is called there."""
    module, _, name = (source.names.dotted(node) or "").rpartition(".")
    if not module and isinstance(node, ast.Name):
        return source, node.id
    return source.modules.get(module), name
