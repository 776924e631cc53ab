"""Migrations take turns, and none waits long for a table that is in use."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from alembic import command

from backend.migrations.locking import LOCK, LockTimeoutError
from backend.tests.core.environment import SetVariables
from backend.tests.migrations.revisions import config_for, end_of, read_until, start_migrating

SOON = "0.01"


@asynccontextmanager
async def a_migration_that_runs(url: str) -> AsyncIterator[None]:
    """Hold what a migration holds while it runs."""
    connection = await asyncpg.connect(url)
    await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
    yield
    await connection.close()


@asynccontextmanager
async def a_table_in_use(url: str) -> AsyncIterator[None]:
    """Keep the migration's table in a transaction that has not ended."""
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE IF NOT EXISTS orders (number int)")
    async with connection.transaction():
        await connection.execute("SELECT * FROM orders")
        yield
    await connection.close()


@pytest.mark.slow
async def test_of_processes_that_migrate_at_once_one_migrates_and_all_succeed(
    shell: SetVariables, empty_database: str, tmp_path: Path
) -> None:
    shell(DATABASE_URL=empty_database)
    async with a_migration_that_runs(empty_database):
        processes = [await start_migrating(tmp_path) for _ in range(2)]
        for process in processes:
            await read_until("waiting", process)

    ends = await asyncio.gather(*map(end_of, processes))

    assert [status for status, _ in ends] == [0, 0]
    assert sum("Running upgrade" in printed for _, printed in ends) == 1


async def test_a_migration_gives_up_a_table_that_stays_in_use(
    shell: SetVariables, empty_database: str, tmp_path: Path
) -> None:
    shell(DATABASE_URL=empty_database, MIGRATION_LOCK_SECONDS=SOON)

    async with a_table_in_use(empty_database):
        with pytest.raises(LockTimeoutError, match="MIGRATION_LOCK_SECONDS"):
            await asyncio.to_thread(command.upgrade, config_for(tmp_path), "head")


async def test_a_migration_that_gave_up_runs_once_the_table_is_free(
    shell: SetVariables, empty_database: str, tmp_path: Path
) -> None:
    shell(DATABASE_URL=empty_database, MIGRATION_LOCK_SECONDS=SOON)
    async with a_table_in_use(empty_database):
        with pytest.raises(LockTimeoutError):
            await asyncio.to_thread(command.upgrade, config_for(tmp_path), "head")

    await asyncio.to_thread(command.upgrade, config_for(tmp_path), "head")
