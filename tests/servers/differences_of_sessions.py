"""Differences between a usual test and production that concern several sessions, or tests."""

from contextlib import suppress
from contextvars import ContextVar

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.servers.differences import BOTH, THINGS, Sessions, ask, commit

NUMBER: ContextVar[int] = ContextVar("number", default=0)
ROWS = Table("rows", MetaData(), Column("n", Integer))
SCHEMAS = (
    "CREATE SCHEMA other",
    "CREATE TABLE other.rows (n integer)",
    "CREATE TABLE rows (n integer)",
)


@BOTH
async def test_tables_1(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, "CREATE TABLE things (n integer)")
    async with sessionmaker() as session:
        found = await session.execute(text("SELECT * FROM things"))
        assert list(found.keys()) == ["n"], mode


@BOTH
async def test_tables_2(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, "CREATE TABLE things (m text, n integer)")
    async with sessionmaker() as session:
        found = await session.execute(text("SELECT * FROM things"))
        assert list(found.keys()) == ["m", "n"], mode


@BOTH
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.usefixtures("sandbox")
def test_a_variable(mode: str, number: int) -> None:
    assert NUMBER.get() == 0, mode
    NUMBER.set(number)


@BOTH
async def test_rows_of_an_open_transaction(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS)
    async with sessionmaker() as writing:
        await writing.execute(text("INSERT INTO things VALUES (1)"))
        seen = await ask(sessionmaker, "SELECT count(*) FROM things")
    assert seen == (1 if mode == "usual" else 0)


@BOTH
async def test_a_row_that_another_has_locked(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, THINGS, "INSERT INTO things VALUES (1)")
    async with sessionmaker.begin() as locking:
        await locking.execute(text("SELECT n FROM things FOR UPDATE"))
        with suppress(DBAPIError):
            await commit(sessionmaker, "SET LOCAL lock_timeout = 1", "UPDATE things SET n = 2")
    changed = await ask(sessionmaker, "SELECT n FROM things")
    assert changed == (2 if mode == "usual" else 1)


@BOTH
async def test_options_of_a_connection(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, *SCHEMAS)
    async with sessionmaker.begin() as outer:
        await outer.connection(execution_options={"schema_translate_map": {None: "other"}})
        await outer.execute(insert(ROWS).values(n=1))
        async with sessionmaker.begin() as inner:
            await inner.execute(insert(ROWS).values(n=2))
        await outer.execute(insert(ROWS).values(n=3))
    async with sessionmaker() as session:
        assert list(await session.scalars(select(ROWS.c.n))) == [2], mode


@BOTH
async def test_options_in_a_transaction(mode: str, sessionmaker: Sessions) -> None:
    await commit(sessionmaker, *SCHEMAS)
    async with sessionmaker() as outer:
        connection = await outer.connection()
        await connection.execution_options(schema_translate_map={None: "other"})
        await outer.execute(insert(ROWS).values(n=1))
        await outer.commit()
        await outer.execute(insert(ROWS).values(n=2))
        assert list(await outer.scalars(select(ROWS.c.n))) == [2], mode


@BOTH
async def test_sessions_that_end_as_they_began(mode: str, sessionmaker: Sessions) -> None:
    async with sessionmaker() as one, sessionmaker() as other:
        await one.execute(text("SELECT 1"))
        await other.execute(text("SELECT 1"))
        await one.commit()
    assert mode
