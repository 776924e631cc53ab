"""Each difference between a usual test and production, as one body that is run in both modes."""

from contextlib import suppress
from typing import Any, TypeAlias

import pytest
from sqlalchemy import false, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

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
