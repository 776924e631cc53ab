"""A migration that autogenerate writes leaves no difference, and can be taken back."""

import logging

import pytest
from alembic.autogenerate import produce_migrations
from alembic.operations import Operations
from alembic.operations.ops import MigrationScript, OpContainer
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.migrations.drift import differences
from backend.migrations.scope import scope_of
from backend.migrations.writing import write_what_remains
from backend.tests.migrations.drifts import BY_HAND, REVISIONS, WRITTEN, Drift

ALL = WRITTEN | REVISIONS


def told(connection: Connection, drift: Drift) -> str:
    metadata = drift.metadata
    return "\n".join(map(str, differences(connection, metadata, scope_of(connection, metadata))))


def written(connection: Connection, drift: Drift) -> MigrationScript:
    for statement in drift.statements:
        connection.execute(text(statement))
    context, metadata = MigrationContext.configure(connection), drift.metadata
    script = produce_migrations(context, metadata)
    write_what_remains(context, metadata, scope_of(connection, metadata), [script])
    return script


def run(steps: OpContainer | None, connection: Connection) -> None:
    assert steps is not None
    for step in steps.ops:
        if isinstance(step, OpContainer):
            run(step, connection)
        else:
            Operations(MigrationContext.configure(connection)).invoke(step)


def go_and_return(connection: Connection, drift: Drift) -> tuple[str, str, str]:
    """Return what is told before the migration, after it, and when it is taken back."""
    script = written(connection, drift)
    before = told(connection, drift)
    run(script.upgrade_ops, connection)
    after = told(connection, drift)
    run(script.downgrade_ops, connection)
    return before, after, told(connection, drift)


@pytest.mark.parametrize("drift", ALL.values(), ids=ALL)
async def test_what_is_written_leaves_no_difference(
    drift: Drift, alembic_engine: AsyncEngine
) -> None:
    async with alembic_engine.begin() as connection:
        before, after, undone = await connection.run_sync(go_and_return, drift)

    assert (after, undone) == ("", before)


async def test_what_no_statement_changes_is_logged(
    caplog: pytest.LogCaptureFixture, alembic_engine: AsyncEngine
) -> None:
    drift = BY_HAND["a label that goes"]

    with caplog.at_level(logging.WARNING):
        async with alembic_engine.begin() as connection:
            await connection.run_sync(written, drift)

    assert drift.told in caplog.text
