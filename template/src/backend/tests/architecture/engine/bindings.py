"""What the variables of a file may be set to, by an assignment, a loop or a `with`."""

import ast
from collections.abc import Iterator

Binding = tuple[str, ast.expr]
BINDERS = (
    ast.Assign,
    ast.AnnAssign,
    ast.For,
    ast.AsyncFor,
    ast.comprehension,
    ast.withitem,
    ast.NamedExpr,
)


def bindings(node: ast.AST) -> Iterator[Binding]:
    """Yield the names that one of the BINDERS sets, and to what."""
    for target, value in pairs_of(node):
        yield from unpacked(target, value)


def pairs_of(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value) for target in targets)
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            yield from ((node.target, element) for element in elements_of(node.iter))
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, value
        case ast.NamedExpr(target=target, value=value):
            yield target, value
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            yield target, value


def elements_of(node: ast.expr) -> list[ast.expr]:
    """Return what a loop goes through, or all of it where the file does not tell."""
    return node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]


def unpacked(target: ast.expr, value: ast.expr) -> Iterator[Binding]:
    """Yield `a` and `b` of `a, b = 1, 2`; of `a, b = both()` each is a part of the whole."""
    match target:
        case ast.Name(id=name):
            yield name, value
        case ast.Starred(value=inner):
            yield from unpacked(inner, value)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            given = elements_of(value)
            parts = given if len(given) == len(targets) else [value] * len(targets)
            for one, part in zip(targets, parts, strict=True):
                yield from unpacked(one, part)
