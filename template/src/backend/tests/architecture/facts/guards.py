"""Which fixtures only guard: they look before and after a test, and can do nothing but fail it."""

import ast

from backend.tests.architecture.engine.source import Function


def is_guard(function: Function) -> bool:
    """Whether it remembers something, yields nothing, and asserts or fails afterwards."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    turn = next((place for place, statement in enumerate(body) if is_turn(statement)), None)
    if turn is None:
        return False
    remembers = all(isinstance(statement, ast.Assign) for statement in body[:turn])
    return remembers and bool(body[turn + 1 :]) and all(map(only_fails, body[turn + 1 :]))


def is_turn(statement: ast.stmt) -> bool:
    """Whether this is a `yield` that gives nothing: now the test runs."""
    match statement:
        case ast.Expr(value=ast.Yield(value=None)):
            return True
    return False


def only_fails(statement: ast.stmt) -> bool:
    """Whether it looks, or fails: `assert`, `raise`, `pytest.fail`, under an `if` or in a loop."""
    match statement:
        case ast.Assert() | ast.Raise() | ast.Assign():
            return True
        case ast.If() | ast.For():
            return all(map(only_fails, (*statement.body, *statement.orelse)))
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="fail"))):
            return True
    return False
