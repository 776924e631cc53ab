"""TB101: no SQLite, in any form."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.calls import method_of

MODULES = (
    "sqlite3",
    "_sqlite3",
    "aiosqlite",
    "apsw",
    "pysqlite2",
    "pysqlite3",
    "pysqlcipher3",
    "sqlcipher3",
    "sqlean",
    "sqlite_utils",
    "sqlalchemy.dialects.sqlite",
)
ADDRESS = re.compile(
    r"(?i)\b(file:)?\w*sqlite3?(\+\w+)?:/|:memory:|\bsqlite\+\w+|backends\.sqlite3"
)
DIALECT = re.compile(r"(?i)sqlite3?(\+\w+)?")
# Calls and words in which a bare "sqlite" chooses a database.
CHOOSERS = {"create", "with_variant", "execute_if", "load", "create_engine", "create_mock_engine"}
CHOOSING_WORDS = {"drivername", "dialect", "dialect_name", "driver", "backend", "engine"}


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        yield from imports(source)
        # Examples of rules are texts about what must not be.
        if not is_in(source.path, source.layout.architecture + "/rules"):
            yield from addresses(source)
            yield from dialects(source)


def imports(source: Source) -> Iterator[Spot]:
    for node, module in source.imports_of(*MODULES):
        yield spot(source, node, f"`{module}` is SQLite.")


def addresses(source: Source) -> Iterator[Spot]:
    prose = {id(node.value) for node in source.nodes(ast.Expr)}
    for node in source.nodes(ast.Constant, ast.BinOp):
        text = None if id(node) in prose else text_of(node)
        if text and (found := ADDRESS.search(text)):
            yield spot(source, node, f"`{found[0]}` leads to SQLite.")


def dialects(source: Source) -> Iterator[Spot]:
    for call in source.nodes(ast.Call):
        given: list[ast.expr | ast.keyword] = [*call.keywords]
        given += call.args if method_of(call) in CHOOSERS else []
        for argument in given:
            if is_choice(argument):
                yield spot(source, argument, "This chooses SQLite.")
    for comparison in source.nodes(ast.Compare):
        sides = [comparison.left, *comparison.comparators]
        if any(is_dialect(side) for side in sides) and any(map(is_name_of_dialect, sides)):
            yield spot(source, comparison, "This is a way of its own for SQLite.")


def is_choice(argument: ast.expr | ast.keyword) -> bool:
    if not isinstance(argument, ast.keyword):
        return is_dialect(argument)
    name = argument.arg or ""
    return name.startswith("sqlite_") or (name in CHOOSING_WORDS and is_dialect(argument.value))


def is_dialect(node: ast.expr) -> bool:
    options = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return any(DIALECT.fullmatch(text_of(option) or "") for option in options)


def is_name_of_dialect(node: ast.expr) -> bool:
    words = {"name", "dialect", "drivername", "dialect_name", "get_backend_name", "scheme"}
    plain = node.func if isinstance(node, ast.Call) else node
    name = plain.attr if isinstance(plain, ast.Attribute) else getattr(plain, "id", "")
    return name in words


RULE = Rule(
    code="TB101",
    title="No SQLite, in any form",
    why="SQLite as a cheap substitute for PostgreSQL hides real storage constraints: types,"
    " locks, time zones, deferred keys and arrays behave otherwise, so a green test proves"
    " nothing.",
    way_out="Ask for the fixture `session`, or `sandbox`: both lead to the real PostgreSQL.",
    banned=MODULES,
    bad="""
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("sqlite+aiosqlite:///:memory:")
    """,
    good="""
    async def test_a_note_is_stored(session: AsyncSession, note: Note) -> None:
        assert await session.get(Note, note.id)
    """,
    check=check,
)
