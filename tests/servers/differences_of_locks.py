"""Differences between a usual test and production that concern time, locks and levels."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import Integer, Select, column, select, table, text
from sqlalchemy.exc import DBAPIError

from backend.tests.harness.racing import HasEngine
from tests.servers.differences import BOTH, THINGS, Sessions, ask, commit


def locking(clause: str) -> Select[int]:
    things = select(column("n", Integer)).select_from(table("things"))
    return things.with_for_update(skip_locked=clause == "SKIP LOCKED", nowait=clause == "NOWAIT")


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
        assert driver is not None
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


@BOTH
async def test_an_advisory_lock_that_stays(mode: str, sessionmaker: Sessions) -> None:
    assert await ask(sessionmaker, "SELECT pg_try_advisory_lock(77)"), mode


@BOTH
async def test_an_advisory_lock_of_an_earlier_test(mode: str, sessionmaker: Sessions) -> None:
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77"
    assert await ask(sessionmaker, query) == 0, mode


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
        queries = (session.execute(text(f"SELECT {n}")) for n in range(2))
        await asyncio.gather(*queries)
    assert mode
