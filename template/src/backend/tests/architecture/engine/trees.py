"""Takes a Python file apart, once, for every rule."""

import ast
import io
import tokenize
from collections import defaultdict
from types import EllipsisType, NoneType

# What is in a node and is none; whether a name is read or set is none to us.
LEAVES = {
    *(NoneType, EllipsisType, bool, bytes, complex, float, int, str),
    *(ast.Load, ast.Store, ast.Del),
}


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
