"""How a call is written: its words, and the object whose method it is."""

import ast

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.source import Function, Source


def method_of(call: ast.Call) -> str | None:
    return call.func.attr if isinstance(call.func, ast.Attribute) else None


def word_of(call: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == name), None)


def argument_of(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """Return an argument that may be given by position or by name."""
    return call.args[position] if len(call.args) > position else word_of(call, name)


def type_of(source: Source, function: Function, name: str) -> str | None:
    """Return the dotted type of a local name: its annotation, or the class that it was made of."""
    for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]:
        if argument.arg == name:
            return annotated(source, argument.annotation)
    types = (type_set(source, node, name) for node in ast.walk(function))
    return next(filter(None, types), None)


def type_set(source: Source, node: ast.AST, name: str) -> str | None:
    match node:
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.Call(func=made)):
            return source.names.dotted(made) if target == name else None
        case ast.AnnAssign(target=ast.Name(id=target), annotation=annotation):
            return annotated(source, annotation) if target == name else None
    return None


def annotated(source: Source, annotation: ast.expr | None) -> str | None:
    """Return the class that an annotation names: `T`, `"T"`, `T | None`, `type[T]`."""
    match annotation:
        case ast.Constant(value=str(text)):
            return annotated(source, expression(text))
        case ast.BinOp(left=left):
            return annotated(source, left)
        case ast.Subscript(value=container, slice=inner):
            outer = source.names.dotted(container) or ""
            return annotated(source, inner) if outer in WRAPPERS else outer
    return source.names.dotted(annotation)


WRAPPERS = {"type", "typing.Annotated", "typing.Optional", "typing.Type", "typing.Union"}


def expression(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        return None


def spelled(call: ast.Call, position: int, name: str) -> str | None:
    return text_of(argument_of(call, position, name))
