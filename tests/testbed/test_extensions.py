"""Extensions that the migrations create in any case are found without running them."""

from pathlib import Path

import pytest

from backend.tests.harness.extensions import extensions_in, missing_extension
from backend.tests.harness.servers.contract import Servers

ALWAYS = """
def upgrade():
    op.execute('CREATE EXTENSION IF NOT EXISTS "uuid-ossp"')
    op.execute(sa.text("create extension postgis schema geo"))
"""
SOMETIMES = '''
"""CREATE EXTENSION is what this is about."""
def upgrade():
    # CREATE EXTENSION pgcrypto
    if is_available("pgcrypto"):
        op.execute("CREATE EXTENSION pgcrypto")
    op.execute("DO $$ BEGIN CREATE EXTENSION pgcrypto; EXCEPTION WHEN others THEN END $$")
    op.execute(f"CREATE EXTENSION {name}")
def downgrade():
    op.execute("CREATE EXTENSION pgcrypto")
'''


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_what_a_migration_creates_is_found(tmp_path: Path) -> None:
    assert [*extensions_in(written(tmp_path, "a.py", ALWAYS))] == ["uuid-ossp", "postgis"]


def test_what_the_code_decides_about_is_left_to_it(tmp_path: Path) -> None:
    assert [*extensions_in(written(tmp_path, "a.py", SOMETIMES))] == []


def test_a_script_of_sql_is_read_too(tmp_path: Path) -> None:
    script = written(tmp_path, "a.sql", "-- CREATE EXTENSION no\nCREATE EXTENSION citext;")

    assert [*extensions_in(script)] == ["citext"]


@pytest.mark.parametrize(
    ("engine", "name", "line"),
    [
        ("embedded", "pgcrypto", "set TESTBED_ENGINE=docker"),
        ("embedded", "pgcrypto", "TESTBED_POSTGRES_BIN=/usr/lib/postgresql/18/bin"),
        ("embedded", "postgis", '`postgres = "postgis/postgis:18-3.6"` in [tool.testbed]'),
        ("docker", "vector", '`postgres = "pgvector/pgvector:pg18"` in [tool.testbed]'),
        ("url", "postgis", "install it on that server"),
    ],
)
def test_the_line_to_write_depends_on_the_engine(engine: str, name: str, line: str) -> None:
    sentence = missing_extension(name, Servers(engine, "", "18.6", "", "Redis 8.4"))

    assert f"PostgreSQL 18.6 of the engine '{engine}' has no extension '{name}'" in sentence
    assert line in sentence
