"""Takes a Python file apart, once for every rule: nodes by kind, comments, variables."""

import ast
import io
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from types import EllipsisType, NoneType

# Values of nodes that are no nodes, or say nothing to a rule.
LEAVES = {
    *(NoneType, EllipsisType, bool, bytes, complex, float, int, str),
    *(ast.Load, ast.Store, ast.Del),
}
BINDERS = (ast.Assign, ast.AnnAssign, ast.For, ast.comprehension, ast.withitem)
Binding = tuple[str, ast.expr]


def nodes_by_kind(tree: ast.AST) -> dict[type[ast.AST], list[ast.AST]]:
    """Do what `ast.walk` does in a third of the time."""
    found: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
    waiting = [tree]
    for node in waiting:
        found[node.__class__].append(node)
        for value in node.__dict__.values():
            kind = value.__class__
            if kind is list:
                waiting += [inner for inner in value if inner.__class__ not in LEAVES]
            elif kind not in LEAVES:
                waiting.append(value)
    return found


def comments_in(text: str) -> list[tuple[int, str]]:
    """Return line and text of every comment; slow, so ask only where there may be one."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [(one.start[0], one.string) for one in tokens if one.type == tokenize.COMMENT]


def bindings(node: ast.AST) -> Iterator[Binding]:
    """Yield the names that one of the BINDERS sets, and to what."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from unpacked(target, value)
        case ast.For() | ast.comprehension():
            for element in elements_of(node.iter):
                yield from unpacked(node.target, element)
        case (
            ast.AnnAssign(target=target, value=ast.expr() as value)
            | ast.withitem(context_expr=value, optional_vars=ast.expr() as target)
        ):
            yield from unpacked(target, value)


def elements_of(node: ast.expr) -> list[ast.expr]:
    """Return the elements of a list that is written out, otherwise the node itself."""
    return node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]


def unpacked(target: ast.expr, value: ast.expr) -> Iterator[Binding]:
    """Yield `a` and `b` of `a, b = 1, 2`; of `a, b = both()` each is a part of the whole."""
    match target:
        case ast.Name(id=name):
            yield name, value
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            given = elements_of(value)
            parts = given if len(given) == len(targets) else [value] * len(targets)
            for one, part in zip(targets, parts, strict=True):
                yield from unpacked(one, part)
