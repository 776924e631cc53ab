"""TB101: no SQLite in Python."""

import ast
import re
from collections.abc import Iterator

from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.names import text_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, words
from backend.tests.architecture.engine.source import Source

MODULES = words("""
    sqlite3 _sqlite3 aiosqlite aiosqlitepool apsw libsql libsql_client libsql_experimental pysqlite2
    pysqlite3 pysqlcipher3 sqlcipher3 sqlean sqlite_utils sqlalchemy.dialects.sqlite
""")
# A part of another library: `tortoise.backends.sqlite`, `SqliteDatabase`.
PART = re.compile(r"(aio)?sqlite3?(_ext)?|(\w*[a-z])?(Sqlite|SQLite)([A-Z]\w*)?")
ADDRESS = re.compile(
    r"(?i)\b(file:)?\w*sqlite3?(\+\w+)?:/|:memory:|\bsqlite\+|backends\.sqlite3"
    r"|\w(?<!/vnd)\.sqlite3?$|^\s*(?-i:PRAGMA)\s+\w+"
)
DIALECT = re.compile(r"(?i)sqlite3?(\+\w+)?")
# What makes a bare "sqlite" a choice, on its line.
CHOOSING = re.compile(
    r"(?i)driver|dialect|backend|engine|scheme|database|\bdb_?|\b(create|load)\(|^\s*case\b"
    r"|with_variant|compiles|startswith"
)
# Options that only SQLite has.
OPTION = re.compile(
    r"sqlite_(autoincrement|on_conflict\w*|raw_colnames|strict|where|with_rowid)|check_same_thread"
)


def check(project: Project) -> Iterator[Spot]:
    for source in project.sources:
        for node, module in {*source.imports_of(*MODULES), *source.uses_below(*MODULES)}:
            yield spot(source, node, f"`{module}` is SQLite.")
        for node, module in source.imports:
            first, *parts = module.split(".")
            if first != source.layout.name and any(map(PART.fullmatch, parts)):
                yield spot(source, node, f"`{module}` is SQLite.")
        # Examples of rules are texts about what must not be.
        layout = source.layout
        if not any(is_in(source.path, one) for one in (layout.architecture, layout.users_rules)):
            yield from texts(source)


def texts(source: Source) -> Iterator[Spot]:
    # A sentence that refuses SQLite may name it, and so may prose.
    errors = [node.exc for node in source.nodes(ast.Raise) if node.exc]
    passed = {id(inner) for error in errors for inner in ast.walk(error)}
    passed |= {id(node.value) for node in source.nodes(ast.Expr)}
    for node in source.nodes(ast.Constant):
        text = (text_of(node) or "") if id(node) not in passed else ""
        if found := ADDRESS.search(text):
            yield spot(source, node, f"`{found[0]}` leads to SQLite.")
        elif OPTION.fullmatch(text) or (DIALECT.fullmatch(text) and is_choice(source, node)):
            yield spot(source, node, "This chooses SQLite.")
    for word in source.nodes(ast.keyword):
        if OPTION.fullmatch(word.arg or ""):
            yield spot(source, word.value, "This chooses SQLite.")


def is_choice(source: Source, node: ast.Constant) -> bool:
    line = source.line(node.lineno)
    # On a line of its own it belongs to what begins above.
    above = source.line(node.lineno - 1) if line.lstrip().startswith(("'", '"')) else ""
    return bool(CHOOSING.search(above + line))


RULE = Rule(
    code="TB101",
    title="No SQLite, in any form",
    why="SQLite as a cheap substitute for PostgreSQL hides real storage constraints: types,"
    " locks, time zones, deferred keys and arrays behave otherwise, so a green test proves"
    " nothing.",
    way_out="Ask for the fixture `session`, or `sandbox`: both lead to the real PostgreSQL.",
    banned=MODULES,
    bad="""
    engine = create_async_engine("sqlite+aiosqlite:///:memory:")
    """,
    good="""
    async def test_a_note_is_stored(session: AsyncSession, note: Note) -> None:
        assert await session.get(Note, note.id)
    """,
    check=check,
)
