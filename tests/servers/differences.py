"""Each difference between a usual test and production, as one body that is run in both modes."""

import asyncio
from contextlib import suppress
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Integer, Select, column, false, func, select, table, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from backend.tests.harness.racing import HasEngine

Sessions: TypeAlias = async_sessionmaker[AsyncSession]
BOTH = pytest.mark.parametrize(
    "mode", ["usual", pytest.param("committed", marks=pytest.mark.committed)]
)
THINGS = "CREATE TABLE things (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED, t timestamptz)"
TRIGGER = """
    CREATE FUNCTION copy() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN INSERT INTO copies VALUES (NEW.n); RETURN NULL; END'
"""
DEFERRED = """
    CREATE CONSTRAINT TRIGGER copies AFTER INSERT ON things
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION copy()
"""
SETTINGS = ("app.tenant", "app.other", "role", "timezone", "search_path", "statement_timeout")
ALL = text("SELECT " + ", ".join(f"coalesce(current_setting('{n}', true), '')" for n in SETTINGS))


async def commit(sessions: Sessions, *statements: str) -> None:
    async with sessions.begin() as session:
        for statement in statements:
            await session.execute(text(statement))


def locking(clause: str) -> Select[int]:
    things = select(column("n", Integer)).select_from(table("things"))
    return things.with_for_update(skip_locked=clause == "SKIP LOCKED", nowait=clause == "NOWAIT")


async def ask(sessions: Sessions, query: str) -> Any:  # noqa: ANN401 - whatever it asks for
    async with sessions() as session:
        return await session.scalar(text(query))


@BOTH
async def test_local_settings(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker() as session:
        before = (await session.execute(ALL)).one()
    async with sessionmaker.begin() as session:
        await session.execute(text("SET LOCAL app.tenant = 'one'"))
        await session.execute(text("/* why */ set local\n role pg_monitor"))
        await session.execute(text("SET LOCAL TIME ZONE 'Asia/Tokyo'"))
        await session.execute(text("SET LOCAL search_path TO other, public"))
        changed = (await session.execute(ALL)).one()
    async with sessionmaker() as session:
        assert (await session.execute(ALL)).one() == before
    assert changed[:3] == ("one", "", "pg_monitor"), mode


@BOTH
async def test_settings_by_function(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker.begin() as session:
        await session.execute(select(func.set_config("app.other", "it's", True)))  # noqa: FBT003 - SQL
        call = text("SELECT set_config(:name, concat('a', ',', :value ::text), :local), 1")
        await session.execute(call, {"name": "app.tenant", "value": "b", "local": True})
        assert (await session.execute(ALL)).one()[:2] == ("a,b", "it's")
    async with sessionmaker() as session:
        assert (await session.execute(ALL)).one()[:2] == ("", ""), mode


@BOTH
async def test_settings_of_a_nested_session(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker.begin() as outer:
        await outer.execute(text("SET LOCAL app.tenant = 'outer'"))
        async with sessionmaker.begin() as inner:
            assert (await inner.execute(ALL)).one()[0] == "", mode
            await inner.execute(text("SET LOCAL app.tenant = 'inner'"))
        assert (await outer.execute(ALL)).one()[0] == "outer"
    assert await ask(sessionmaker, "SELECT coalesce(current_setting('app.tenant', true), '')") == ""


@BOTH
async def test_settings_of_a_session_stay(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker() as session:
        await session.execute(select(func.set_config("app.tenant", "one", false())))
        await session.execute(text("SAVEPOINT one"))
        await session.execute(text("SET LOCAL app.tenant = 'two'"))
        await session.execute(text("ROLLBACK TO SAVEPOINT one"))
        assert (await session.execute(ALL)).one()[0] == "one", mode


@BOTH
async def test_a_setting_without_a_name(mode: str, sessionmaker: Sessions) -> None:
    name = "SELECT set_config(concat('app.', 'tenant'), 'one', true)"
    await commit(sessionmaker, name)
    assert await ask(sessionmaker, "SELECT current_setting('app.tenant', true)") == "", mode


@BOTH
async def test_temporary_tables(mode: str, sessionmaker: Sessions) -> None:
    kept = "CREATE TEMPORARY TABLE kept (n integer) ON COMMIT DELETE ROWS"
    gone = 'CREATE TEMP TABLE "Gone" (n integer) ON COMMIT DROP'
    async with sessionmaker() as session:
        await session.connection()
        await session.execute(text(kept))
        for _ in range(2):
            await session.execute(text(gone))
            await session.execute(text('INSERT INTO "Gone" VALUES (1)'))
            await session.execute(text("INSERT INTO kept VALUES (1)"))
            await session.commit()
            if mode == "usual":
                assert await session.scalar(text("SELECT count(*) FROM kept")) == 0
    assert await ask(sessionmaker, """SELECT to_regclass('"Gone"')""") is None


@BOTH
async def test_a_deferred_constraint(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS)
    await commit(sessionmaker, "INSERT INTO things VALUES (1)", "INSERT INTO things VALUES (2)")
    with pytest.raises(IntegrityError, match="things_n_key"):
        await commit(sessionmaker, "INSERT INTO things VALUES (1)")
    await commit(sessionmaker, "UPDATE things SET n = 3 - n")
    assert await ask(sessionmaker, "SELECT count(*) FROM things") == 2, mode


@BOTH
async def test_a_deferred_constraint_after_a_rollback(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker() as session:
        await session.execute(text(THINGS))
        await session.execute(text("INSERT INTO things VALUES (1), (2)"))
        await session.rollback()
    await commit(sessionmaker, "CREATE TABLE others (n integer)")
    await commit(sessionmaker, "INSERT INTO others VALUES (1)")
    assert await ask(sessionmaker, "SELECT count(*) FROM others") == 1, mode


@BOTH
async def test_a_constraint_that_is_deferred_by_hand(mode: str, sessionmaker: Sessions) -> None:
    later = "CREATE TABLE later (n integer UNIQUE DEFERRABLE)"
    await commit(sessionmaker, later, "INSERT INTO later VALUES (1)")
    with pytest.raises(IntegrityError):
        await commit(sessionmaker, "SET CONSTRAINTS ALL DEFERRED", "INSERT INTO later VALUES (1)")
    async with sessionmaker() as session:
        with pytest.raises(IntegrityError):
            await session.execute(text("INSERT INTO later VALUES (1)"))
    assert await ask(sessionmaker, "SELECT count(*) FROM later") == 1, mode


@BOTH
async def test_a_deferred_trigger(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS, "CREATE TABLE copies (n integer)", TRIGGER, DEFERRED)
    await commit(sessionmaker, "INSERT INTO things VALUES (1)")
    assert await ask(sessionmaker, "SELECT count(*) FROM copies") == 1, mode


@BOTH
async def test_an_error_that_was_caught(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS.replace("DEFERRABLE INITIALLY DEFERRED", ""))
    await commit(sessionmaker, "INSERT INTO things VALUES (1)")
    # A service may say of its own that nothing was committed.
    with suppress(DBAPIError):
        async with sessionmaker.begin() as session:
            await session.execute(text("INSERT INTO things VALUES (2)"))
            with suppress(IntegrityError):
                await session.execute(text("INSERT INTO things VALUES (1)"))
    await commit(sessionmaker, "INSERT INTO things VALUES (3)")
    assert await ask(sessionmaker, "SELECT array_agg(n ORDER BY n) FROM things") == [1, 3], mode


@BOTH
async def test_a_commit_while_another_reads(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS)
    async with sessionmaker() as reading:
        await reading.execute(text("SELECT count(*) FROM things"))
        await commit(sessionmaker, "INSERT INTO things VALUES (1)")
    assert await ask(sessionmaker, "SELECT count(*) FROM things") == 1, mode


@BOTH
async def test_a_commit_inside_of_a_refusal(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS, "CREATE TABLE audit (n integer)")
    async with sessionmaker() as refused:
        await refused.execute(text("INSERT INTO things VALUES (1)"))
        await commit(sessionmaker, "INSERT INTO audit VALUES (1)")
        await refused.rollback()
    assert await ask(sessionmaker, "SELECT count(*) FROM audit") == 1, mode


@BOTH
async def test_time(mode: str, sessionmaker: Sessions) -> None:
    first = await ask(sessionmaker, "SELECT now()")
    assert first < await ask(sessionmaker, "SELECT now()"), mode


@BOTH
async def test_time_that_is_compared(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS)
    await commit(sessionmaker, "INSERT INTO things VALUES (1, clock_timestamp())")
    await commit(sessionmaker, "DELETE FROM things WHERE t <= CURRENT_TIMESTAMP")
    assert await ask(sessionmaker, "SELECT count(*) FROM things") == 0, mode


@BOTH
async def test_time_of_the_first_transaction(mode: str, sessionmaker: Sessions) -> None:
    began = await ask(sessionmaker, "SELECT now()")
    await commit(sessionmaker, THINGS, "INSERT INTO things VALUES (1, now())")
    await commit(sessionmaker, "UPDATE things SET t = now()")
    assert await ask(sessionmaker, "SELECT t FROM things") >= began, mode


@BOTH
async def test_a_notification(mode: str, sessionmaker: Sessions, sandbox: HasEngine) -> None:
    heard = asyncio.Event()
    async with sandbox.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        listener = lambda *_: heard.set()  # noqa: E731 - to remove it again
        await driver.add_listener("things", listener)
        try:
            await commit(sessionmaker, "NOTIFY things, 'one'")
            assert await heard.wait(), mode
        finally:
            await driver.remove_listener("things", listener)


@BOTH
async def test_a_notification_that_nobody_hears(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, "SELECT pg_notify('things', 'one')")
    assert await ask(sessionmaker, "SELECT 1") == 1, mode


@BOTH
async def test_listening(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker() as session:
        await session.execute(text("LISTEN things"))
        await session.commit()
        listening = await session.scalar(text("SELECT count(*) FROM pg_listening_channels()"))
        await session.execute(text("UNLISTEN *"))
    assert listening == 1, mode


@BOTH
async def test_an_advisory_lock_of_two(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker() as one, sessionmaker() as other:
        await one.execute(text("SELECT pg_advisory_xact_lock_shared(7)"))
        assert await other.scalar(text("SELECT pg_try_advisory_xact_lock_shared(7)"))
        assert not await other.scalar(text("SELECT pg_try_advisory_xact_lock(7)")), mode


@BOTH
async def test_an_advisory_lock_of_one_after_the_other(mode: str, sessionmaker: Sessions) -> None:
    for _ in range(2):
        assert await ask(sessionmaker, "SELECT pg_try_advisory_xact_lock(7)"), mode


@BOTH
async def test_an_advisory_lock_in_the_list(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, "SELECT pg_advisory_xact_lock(7)")
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7"
    assert await ask(sessionmaker, query) == 0, mode


@BOTH
async def test_an_advisory_lock_elsewhere(
    mode: str, sessionmaker: Sessions, sandbox: HasEngine
) -> None:
    await commit(sessionmaker, "SELECT pg_advisory_xact_lock(7)")
    async with sandbox.engine.connect() as other:
        assert await other.scalar(text("SELECT pg_try_advisory_xact_lock(7)")), mode


async def test_an_advisory_lock_that_stays(sessionmaker: Sessions) -> None:
    assert await ask(sessionmaker, "SELECT pg_try_advisory_lock(77)")


@BOTH
@pytest.mark.parametrize("clause", ["SKIP LOCKED", "NOWAIT"])
async def test_locked_rows(mode: str, clause: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS, "INSERT INTO things VALUES (1)")
    async with sessionmaker() as one, sessionmaker() as other:
        await one.execute(text("SELECT n FROM things FOR UPDATE"))
        with suppress(DBAPIError):
            found = await other.execute(locking(clause))
            assert found.all() == [], mode
        await other.rollback()


@BOTH
async def test_rows_that_another_only_reads(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS, "INSERT INTO things VALUES (1)")
    async with sessionmaker() as one, sessionmaker() as other:
        await one.execute(text("SELECT n FROM things"))
        locked = await other.execute(text("SELECT n FROM things FOR UPDATE SKIP LOCKED"))
        assert locked.all() == [(1,)], mode


@BOTH
async def test_another_level(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS)
    option = {"isolation_level": "SERIALIZABLE"}
    async with sessionmaker.begin() as session:
        await session.connection(execution_options=option)
        await session.execute(text("INSERT INTO things VALUES (1)"))
    level = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE, NOT DEFERRABLE"
    await commit(sessionmaker, level, "INSERT INTO things VALUES (2)")
    assert await ask(sessionmaker, "SELECT count(*) FROM things") == 2, mode


@BOTH
async def test_another_level_too_late(mode: str, sessionmaker: Sessions) -> None:
    with pytest.raises(DBAPIError, match="ISOLATION LEVEL must"):
        await commit(sessionmaker, "SELECT 1", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
    assert await ask(sessionmaker, "SELECT 1") == 1, mode


@BOTH
async def test_a_transaction_that_only_reads(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS)
    with pytest.raises(DBAPIError, match="read-only"):
        await commit(sessionmaker, "SET TRANSACTION READ ONLY", "INSERT INTO things VALUES (1)")
    async with sessionmaker() as session:
        await session.connection(execution_options={"postgresql_readonly": True})
        with pytest.raises(DBAPIError, match="read-only"):
            await session.execute(text("INSERT INTO things VALUES (1)"))
    await commit(sessionmaker, "SET TRANSACTION READ ONLY", "SELECT n FROM things")
    await commit(sessionmaker, "INSERT INTO things VALUES (2)")
    assert await ask(sessionmaker, "SELECT count(*) FROM things") == 1, mode


@BOTH
async def test_another_level_beside_a_writer(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS)
    async with sessionmaker() as strict:
        await strict.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        await strict.execute(text("SELECT count(*) FROM things"))
        await commit(sessionmaker, "INSERT INTO things VALUES (1)")
        assert await strict.scalar(text("SELECT count(*) FROM things")) == 0, mode


@BOTH
async def test_a_level_that_is_shown(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker() as session:
        await session.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
        assert await session.scalar(text("SHOW transaction_isolation")) == "serializable", mode


@BOTH
async def test_autocommit(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker() as session:
        await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        await session.execute(text(THINGS))
        await session.rollback()
    assert await ask(sessionmaker, "SELECT count(*) FROM things") == 0, mode


@BOTH
async def test_one_session_of_two_tasks(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker() as session:
        await session.execute(text("SELECT 1"))
        queries = (session.execute(text(f"SELECT {n}, pg_sleep(0.01)")) for n in range(2))
        await asyncio.gather(*queries)
    assert mode


async def test_tables_1(sessionmaker: Sessions) -> None:
    await commit(sessionmaker, "CREATE TABLE things (n integer)")
    async with sessionmaker() as session:
        assert list((await session.execute(text("SELECT * FROM things"))).keys()) == ["n"]


async def test_tables_2(sessionmaker: Sessions) -> None:
    await commit(sessionmaker, "CREATE TABLE things (m text, n integer)")
    async with sessionmaker() as session:
        assert list((await session.execute(text("SELECT * FROM things"))).keys()) == ["m", "n"]
