"""The method and the arguments of a call, and the types of the names in it."""

import ast
from collections.abc import Iterator

from backend.tests.architecture.engine.source import Function, Source

WRAPPERS = {"type", "typing.Annotated", "typing.Optional"}


def method_of(call: ast.Call) -> str | None:
    return call.func.attr if isinstance(call.func, ast.Attribute) else None


def called(call: ast.Call) -> str:
    """Return the last name of what is called, with or without its owner."""
    return call.func.id if isinstance(call.func, ast.Name) else method_of(call) or ""


def word_of(call: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == name), None)


def argument_of(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """Return an argument that may be given by position or by name."""
    return call.args[position] if len(call.args) > position else word_of(call, name)


def given_to(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(word.value for word in call.keywords)]


def arguments_of(function: Function) -> list[ast.arg]:
    arguments = function.args
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def types_of(source: Source, used: ast.Name) -> Iterator[str | None]:
    """Yield the dotted types of a local name: its annotation, or the class that it was made of."""
    for function in source.functions_around(used)[:1]:
        for argument in arguments_of(function):
            if argument.arg == used.id:
                yield annotated(source, argument.annotation)
    for value in source.values_of(used, used.id):
        if isinstance(value, ast.Call):
            yield source.names.dotted(value.func)


def annotated(source: Source, annotation: ast.expr | None) -> str | None:
    """Return the class that an annotation names: `T`, `"T"`, `T | None`, `type[T]`."""
    match annotation:
        case ast.Constant(value=str(text)):
            return annotated(source, expression(text))
        case ast.BinOp(left=left):
            return annotated(source, left)
        case ast.Subscript(value=container, slice=inner):
            outer = source.names.dotted(container)
            return annotated(source, inner) if outer in WRAPPERS else outer
    return source.names.dotted(annotation)


def expression(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
