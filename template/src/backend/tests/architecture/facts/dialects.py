"""Where a file chooses SQLite by its bare name, and where the name is only a word."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.source import Source

# Almost every file is about something else.
NAMED = re.compile(r"(?i)sqlite|check_same_thread")
DIALECT = re.compile(r"(?i)sqlite3?(\+\w+)?")
# Calls and names that make a bare "sqlite" a choice.
CHOOSERS = {
    "compiles",
    "create",
    "create_engine",
    "create_mock_engine",
    "execute_if",
    "load",
    "startswith",
    "with_variant",
}
CHOOSING = re.compile(r"(?i)driver|dialect|backend|engine|scheme|database|^db(_|$)")
NAMES = re.compile(
    r"(?i)name|dialect|driver_?name|dialect_name|get_backend_name|scheme|(.*_)?ur[li]"
)
# Options that only SQLite has.
OPTION = re.compile(
    r"sqlite_(autoincrement|on_conflict\w*|raw_colnames|strict|where|with_rowid)|check_same_thread"
)


def choices(source: Source) -> Iterator[ast.expr]:
    if not NAMED.search(source.text):
        return
    for call in source.nodes(ast.Call):
        yield from chosen_by(call)
    for name, value in named_values(source):
        if OPTION.fullmatch(name) or (CHOOSING.search(name) and is_dialect(value)):
            yield value
    yield from distinctions(source)


def distinctions(source: Source) -> Iterator[ast.expr]:
    """Find `if dialect.name == "sqlite"` and `case "sqlite"`."""
    for comparison in source.nodes(ast.Compare):
        sides = [comparison.left, *comparison.comparators]
        if any(map(is_dialect, sides)) and any(map(is_name_of_dialect, sides)):
            yield comparison
    for match in source.nodes(ast.Match):
        if is_name_of_dialect(match.subject):
            yield from filter(is_dialect, patterns_of(match))


def patterns_of(match: ast.Match) -> Iterator[ast.expr]:
    for case in match.cases:
        for node in ast.walk(case.pattern):
            if isinstance(node, ast.MatchValue):
                yield node.value


def chosen_by(call: ast.Call) -> Iterator[ast.expr]:
    """Find `URL.create("sqlite")`, `with_variant(JSON(), "sqlite")` and `sqlite_where=`."""
    if name_of(call.func) in CHOOSERS:
        yield from filter(is_dialect, call.args)
    for word in call.keywords:
        name = word.arg or ""
        if OPTION.fullmatch(name) or (CHOOSING.search(name) and is_dialect(word.value)):
            yield word.value


def named_values(source: Source) -> Iterator[tuple[str, ast.expr]]:
    """Yield `NAME = value`, `{"NAME": value}` and `setenv("NAME", value)`."""
    for assignment in source.nodes(ast.Assign):
        yield from ((name_of(target), assignment.value) for target in assignment.targets)
    for annotated in source.nodes(ast.AnnAssign):
        yield name_of(annotated.target), annotated.value or annotated.target
    for written in source.nodes(ast.Dict):
        yield from zip(map(name_of, written.keys), written.values, strict=True)
    for call in source.nodes(ast.Call):
        yield from zip(map(name_of, call.args), call.args[1:2], strict=False)


def name_of(node: ast.expr | None) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=key):
            return text_of(key) or ""
    return text_of(node) or ""


def is_dialect(node: ast.expr) -> bool:
    options = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return any(DIALECT.fullmatch(text_of(option) or "") for option in options)


def is_name_of_dialect(node: ast.expr) -> bool:
    return bool(NAMES.fullmatch(name_of(node.func if isinstance(node, ast.Call) else node)))
