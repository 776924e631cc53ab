"""Whether a file of Python differs from another in nothing but what formatters decide."""

import ast
import tokenize
from io import StringIO

Imported = tuple[str, int, str, str | None]


def only_formatted(one: str, other: str) -> bool:
    """Whether both say the same; a text that cannot be read says something of its own."""
    try:
        return meaning(one) == meaning(other)
    except (SyntaxError, ValueError, tokenize.TokenError):
        return False


def meaning(text: str) -> tuple[list[object], list[str]]:
    """Return the statements, with imports that follow each other sorted, and the comments."""
    said: list[object] = []
    imports: list[Imported] = []
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            imports += imported(statement)
        else:
            said += [sorted(imports, key=str), ast.dump(statement)]
            imports = []
    return [*said, sorted(imports, key=str)], comments(text)


def imported(statement: ast.Import | ast.ImportFrom) -> list[Imported]:
    origin, level = "", -1
    if isinstance(statement, ast.ImportFrom):
        origin, level = statement.module or "", statement.level
    return [(origin, level, alias.name, alias.asname) for alias in statement.names]


def comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    return sorted(token.string for token in tokens if token.type == tokenize.COMMENT)
