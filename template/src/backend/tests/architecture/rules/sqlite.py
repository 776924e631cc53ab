"""TB101: no SQLite, in any form."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Source
from backend.tests.architecture.facts.dialects import choices

MODULES = (
    "sqlite3",
    "_sqlite3",
    "aiosqlite",
    "aiosqlitepool",
    "apsw",
    "libsql",
    "libsql_client",
    "libsql_experimental",
    "pysqlite2",
    "pysqlite3",
    "pysqlcipher3",
    "sqlcipher3",
    "sqlean",
    "sqlite_utils",
    "sqlalchemy.dialects.sqlite",
)
# What another library calls its part for SQLite: `tortoise.backends.sqlite`, `SqliteDatabase`.
PART = re.compile(r"(aio)?sqlite3?(_ext)?|(\w*[a-z])?(Sqlite|SQLite)([A-Z]\w*)?")
ADDRESS = re.compile(
    r"(?i)\b(file:)?\w*sqlite3?(\+\w+)?:/|:memory:|\bsqlite\+|backends\.sqlite3"
    r"|\w(?<!/vnd)\.sqlite3?$|^\s*(?-i:PRAGMA)\s+\w+"
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        yield from imports(source)
        # Examples of rules are texts about what must not be.
        layout = source.layout
        if not any(is_in(source.path, one) for one in (layout.architecture, layout.users_rules)):
            yield from addresses(source)
            for node in choices(source):
                yield spot(source, node, "This chooses SQLite.")


def imports(source: Source) -> Iterator[Spot]:
    for node, module in {*source.imports_of(*MODULES), *source.uses_below(*MODULES)}:
        yield spot(source, node, f"`{module}` is SQLite.")
    for node, module in source.imports:
        first, *parts = module.split(".")
        if first != source.layout.name and any(map(PART.fullmatch, parts)):
            yield spot(source, node, f"`{module}` is SQLite.")


def addresses(source: Source) -> Iterator[Spot]:
    passed = {id(node.value) for node in source.nodes(ast.Expr)} | refusals(source)
    for node in source.nodes(ast.Constant, ast.BinOp):
        text = None if id(node) in passed else text_of(node)
        if text and (found := ADDRESS.search(text)):
            yield spot(source, node, f"`{found[0]}` leads to SQLite.")


def refusals(source: Source) -> set[int]:
    """Return the ids of what is in an error: a sentence that refuses SQLite may name it."""
    errors = [node.exc for node in source.nodes(ast.Raise) if node.exc]
    return {id(inner) for error in errors for inner in ast.walk(error)}


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
