"""A table that is not what its model says is told part by part, with what makes it so."""

import pytest
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.migrations.difference import Difference
from backend.migrations.drift import differences
from backend.migrations.scope import scope_of
from backend.tests.harness.servers.contract import Servers
from backend.tests.harness.servers.programs import major_of
from backend.tests.migrations.drifts import (
    BY_HAND,
    LABELS,
    SAME,
    UNVALIDATED,
    WRITTEN,
    Drift,
)
from backend.tests.migrations.drifts_of_18 import OF_18

SINCE = 18


def found(connection: Connection, metadata: MetaData) -> list[Difference]:
    return differences(connection, metadata, scope_of(connection, metadata))


def run(connection: Connection, statements: list[str]) -> None:
    for statement in statements:
        connection.execute(text(statement))


def told(connection: Connection, metadata: MetaData) -> str:
    return "\n".join(map(str, found(connection, metadata)))


def change(connection: Connection, written: list[Difference]) -> None:
    run(connection, [sql for each in written for sql in each.drops])
    run(connection, [sql for each in written for sql in each.adds])


def mend_and_undo(connection: Connection, drift: Drift) -> list[str]:
    """Return what is told of the drift, then of its mend, then of that taken back."""
    run(connection, drift.statements)
    before = found(connection, drift.metadata)
    change(connection, before)
    mended = told(connection, drift.metadata)
    change(connection, [each.reversed for each in before])
    return ["\n".join(map(str, before)), mended, told(connection, drift.metadata)]


def look(connection: Connection, drift: Drift) -> str:
    with connection.begin_nested() as savepoint:
        run(connection, drift.statements)
        said = told(connection, drift.metadata)
        savepoint.rollback()
    return said


@pytest.mark.parametrize("drift", [*WRITTEN.values(), UNVALIDATED], ids=[*WRITTEN, "not valid"])
async def test_a_statement_is_written_and_taken_back(
    drift: Drift, alembic_engine: AsyncEngine
) -> None:
    async with alembic_engine.begin() as connection:
        before, mended, undone = await connection.run_sync(mend_and_undo, drift)

    assert drift.told in before
    assert (mended, undone) == ("", before)


async def test_a_label_is_added_at_its_place(alembic_engine: AsyncEngine) -> None:
    async with alembic_engine.begin() as connection:
        before, mended, undone = await connection.run_sync(mend_and_undo, LABELS)

    assert LABELS.told in before
    assert (mended, undone) == ("", "")


@pytest.mark.parametrize("drift", BY_HAND.values(), ids=BY_HAND)
async def test_what_no_statement_changes_is_told(drift: Drift, alembic_engine: AsyncEngine) -> None:
    async with alembic_engine.connect() as connection:
        said = await connection.run_sync(look, drift)

    assert drift.told in said
    assert "write the migration by hand" in said


async def test_what_only_18_has_is_compared_there(
    servers: Servers, alembic_engine: AsyncEngine
) -> None:
    drifts = OF_18 if major_of(servers.postgres_version) >= SINCE else {}

    async with alembic_engine.connect() as connection:
        said = {name: await connection.run_sync(look, drift) for name, drift in drifts.items()}

    assert [name for name, drift in drifts.items() if drift.told not in said[name]] == []


async def test_tables_that_differ_in_nothing_are_not_told(alembic_engine: AsyncEngine) -> None:
    async with alembic_engine.connect() as connection:
        assert await connection.run_sync(look, SAME) == ""
