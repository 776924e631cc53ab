"""Which dicts are tables of things, of engines say or of classes, and hold no data."""

import ast

from backend.tests.architecture.engine.source import Function, Source

# Modules whose types are data.
DATA = ("typing.", "datetime.", "decimal.", "uuid.")


def holds_things(source: Source, function: Function, gives: ast.expr) -> bool:
    """Say so by the type that the function has, or by the names of the values."""
    dotted = source.names.dotted(kind_of_values(function.returns)) or ""
    is_thing = dotted == "type" or ("." in dotted and not dotted.startswith(DATA))
    values = gives.values if isinstance(gives, ast.Dict) else []
    return is_thing or (bool(values) and all(map(is_class, values)))


def kind_of_values(returns: ast.expr | None) -> ast.expr | None:
    """Return `V` of `dict[str, V]`, of `Iterator[dict[str, V]]` and of `Generator[...]` of one."""
    match returns:
        case ast.Subscript(slice=ast.Subscript(slice=ast.Tuple(elts=[_, kind]))):
            return kind
        case ast.Subscript(
            slice=ast.Tuple(elts=[ast.Subscript(slice=ast.Tuple(elts=[_, kind])), *_])
        ):
            return kind
        case ast.Subscript(slice=ast.Tuple(elts=[_, kind])):
            return kind
    return None


def is_class(node: ast.expr) -> bool:
    """Whether it is named like a class: `Note`, and neither `note` nor `NOTE`."""
    return isinstance(node, ast.Name) and node.id[:1].isupper() and not node.id.isupper()
