"""A database is reset where nothing but rows and sequences changed in it, and nowhere else."""

from typing import cast

import asyncpg
import pytest
from sqlalchemy import make_url, text

from backend.core.settings import CoreSettings
from backend.tests.harness.resets import Resets
from backend.tests.harness.sandbox import Sandbox
from backend.tests.harness.worker import Worker

pytestmark = pytest.mark.committed

# What stands for a template.
TABLES = (
    "CREATE TABLE things (id serial PRIMARY KEY, name text)",
    "CREATE TABLE parts (thing integer REFERENCES things)",
    "CREATE TABLE words (word text)",
    "INSERT INTO words VALUES ('one')",
    "CREATE MATERIALIZED VIEW view_of_things AS SELECT * FROM things",
    "CREATE UNIQUE INDEX ON view_of_things (id)",
)
CHANGES = {
    "a table": "CREATE TABLE more (id integer)",
    "a table that goes": "DROP TABLE parts",
    "a column": "ALTER TABLE things ADD COLUMN more integer",
    "a default": "ALTER TABLE things ALTER COLUMN name SET DEFAULT 'left'",
    "an index": "CREATE INDEX more ON things (name)",
    "a function": "CREATE FUNCTION more() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "a view that a block makes": "DO $$ BEGIN CREATE VIEW more AS SELECT 1; END $$",
    "a trigger that is switched off": "ALTER TABLE parts DISABLE TRIGGER ALL",
    "a type": "CREATE TYPE more AS ENUM ('one')",
    "a schema": "CREATE SCHEMA more",
    "an extension": "DROP EXTENSION plpgsql",
    "a setting of the database": "ALTER DATABASE {database} SET work_mem = '7MB'",
    "a setting of a role": "ALTER ROLE CURRENT_USER IN DATABASE {database} SET work_mem = '7MB'",
    "a grant on the database": "GRANT CREATE ON DATABASE {database} TO pg_monitor",
    "a grant on a table": "GRANT SELECT ON things TO pg_monitor",
    "default privileges": "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor",
    "a comment on the database": "COMMENT ON DATABASE {database} IS 'left'",
    "a comment on a table": "COMMENT ON TABLE things IS 'left'",
    "a large object": "SELECT lo_create(0)",
    "extended statistics": "CREATE STATISTICS more ON id, name FROM things",
    "the planner's counts": "ANALYZE things",
    "a table that is emptied": "TRUNCATE parts",
    "a sequence's step": "ALTER SEQUENCE things_id_seq INCREMENT 7",
    "a row of a migration": "UPDATE words SET word = word",
    "a row of a migration that goes": "DELETE FROM words",
    "a row beside one of a migration": "INSERT INTO words VALUES ('two')",
    "rows of a materialized view": "INSERT INTO things VALUES (1); REFRESH MATERIALIZED VIEW "
    "CONCURRENTLY view_of_things",
    "a catalogue by hand": "UPDATE pg_class SET relname = relname WHERE relname = 'things'",
    "a temporary table": "CREATE TEMPORARY TABLE more (id integer)",
    "a prepared statement": "PREPARE more AS SELECT 1",
    "many rows": "INSERT INTO things SELECT generate_series(1, 10000)",
}
CURSORS = "SELECT count(*) > 0 FROM pg_cursors WHERE name = 'kept'"
# A trigger that fires whatever session_replication_role says.
ALWAYS = (
    "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE TRIGGER keep BEFORE DELETE ON parts FOR EACH ROW EXECUTE FUNCTION keep()",
    "ALTER TABLE parts ENABLE ALWAYS TRIGGER keep",
)
# What a session keeps, and how it shows.
KEPT = {
    "SET work_mem = '7MB'": "SELECT current_setting('work_mem') = '7MB'",
    "SET app.tenant = 'left'": "SELECT current_setting('app.tenant', true) = 'left'",
    "SET ROLE pg_monitor": "SELECT current_user = 'pg_monitor'",
    "SET SESSION AUTHORIZATION pg_monitor": "SELECT session_user = 'pg_monitor'",
    "SELECT pg_advisory_lock(7)": "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' "
    "AND pid = pg_backend_pid()",
    "LISTEN left_behind": "SELECT count(*) > 0 FROM pg_listening_channels()",
    "DECLARE kept CURSOR WITH HOLD FOR SELECT 1": CURSORS,
}


async def run(sandbox: Sandbox, *statements: str) -> None:
    async with sandbox.engine.begin() as connection:
        for statement in statements:
            for part in statement.split("; ") if "BEGIN" not in statement else [statement]:
                database = make_url(sandbox.settings.database_url).database or ""
                await connection.execute(text(part.replace("{database}", database)))


async def ask(sandbox: Sandbox, query: str) -> object:
    async with sandbox.engine.connect() as connection:
        return await connection.scalar(text(query))


async def resets_of(sandbox: Sandbox, *more: str) -> Resets:
    await run(sandbox, *TABLES, *more)
    resets = Resets()
    async with sandbox.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        await resets.start(cast("asyncpg.Connection", raw.driver_connection))
    return resets


async def test_rows_and_sequences_are_reset(sandbox: Sandbox) -> None:
    resets = await resets_of(sandbox)
    await run(sandbox, "INSERT INTO things (name) VALUES ('one')", "INSERT INTO parts VALUES (1)")

    assert await resets.reset(sandbox.engine)

    assert await ask(sandbox, "SELECT count(*) FROM things, words") == 0
    assert await ask(sandbox, "SELECT count(*) FROM parts, words") == 0
    assert await ask(sandbox, "SELECT nextval('things_id_seq')") == 1


@pytest.mark.parametrize("change", CHANGES)
async def test_a_database_that_has_changed_is_not_reset(sandbox: Sandbox, change: str) -> None:
    resets = await resets_of(sandbox)
    assert await resets.reset(sandbox.engine)

    await run(sandbox, CHANGES[change])

    assert not await resets.reset(sandbox.engine)


@pytest.mark.parametrize("statement", KEPT)
async def test_a_session_begins_as_new(sandbox: Sandbox, statement: str) -> None:
    resets = await resets_of(sandbox)
    await run(sandbox, statement)
    assert await ask(sandbox, KEPT[statement]) is True

    assert await resets.reset(sandbox.engine)

    assert await ask(sandbox, KEPT[statement]) is False


async def test_a_database_that_others_use_is_not_reset(
    sandbox: Sandbox, live_settings: CoreSettings
) -> None:
    resets = await resets_of(sandbox)

    other = await asyncpg.connect(live_settings.database_url)
    try:
        assert not await resets.reset(sandbox.engine)
    finally:
        await other.close()


async def test_two_connections_are_not_kept(sandbox: Sandbox) -> None:
    resets = await resets_of(sandbox)
    async with sandbox.engine.connect() as one, sandbox.engine.connect() as other:
        for connection in (one, other):
            await connection.execute(text("SELECT 1"))
        assert not await resets.reset(sandbox.engine)

    assert not await resets.reset(sandbox.engine)


async def test_triggers_that_always_run_forbid_a_reset(sandbox: Sandbox) -> None:
    resets = await resets_of(sandbox, *ALWAYS)

    assert not await resets.reset(sandbox.engine)


async def test_a_connection_that_listens_by_its_driver_is_not_kept(sandbox: Sandbox) -> None:
    resets = await resets_of(sandbox)
    async with sandbox.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        driver = cast("asyncpg.Connection", raw.driver_connection)
        await driver.add_listener("things", print)

    assert not await resets.reset(sandbox.engine)

    await driver.remove_listener("things", print)


async def test_a_copy_of_the_template_is_reset(sandbox: Sandbox, worker: Worker) -> None:
    await ask(sandbox, "SELECT 1")

    assert await worker.committed.resets.reset(sandbox.engine)
