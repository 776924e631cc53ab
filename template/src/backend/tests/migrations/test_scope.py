"""What PostgreSQL has beside tables has its place in a migration, up, down and compared."""

from asyncio import to_thread
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.environment import IncludeNameFn, NameFilterParentNames, NameFilterType
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.migrations.drift import differences
from backend.migrations.scope import scope_of
from backend.tests.core.environment import SetVariables
from backend.tests.migrations.places import REVISION, models
from backend.tests.migrations.revisions import config_for


def compared(connection: Connection, *hooks: IncludeNameFn) -> list[object]:
    """Return the differences that Alembic sees, and those of the catalogue."""
    metadata = models()
    included = scope_of(connection, metadata, hooks)
    options = {"include_schemas": True, "include_name": included}
    seen = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    return [*seen, *differences(connection, metadata, included)]


def test_all_of_it_goes_up_and_down_as_often_as_one_likes(
    shell: SetVariables, empty_database: str, tmp_path: Path
) -> None:
    shell(DATABASE_URL=empty_database)
    config = config_for(tmp_path, REVISION)

    for _ in range(2):
        command.upgrade(config, "head")
        command.downgrade(config, "base")


async def test_partitions_views_and_extensions_are_no_differences(
    shell: SetVariables, empty_database: str, alembic_engine: AsyncEngine, tmp_path: Path
) -> None:
    shell(DATABASE_URL=empty_database)
    await to_thread(command.upgrade, config_for(tmp_path, REVISION), "head")

    async with alembic_engine.connect() as connection:
        assert await connection.run_sync(compared) == []


def no_indexes_of_others(
    name: str | None, kind: NameFilterType, _parents: NameFilterParentNames
) -> bool:
    return kind != "index" or name != "by_somebody"


async def test_an_app_leaves_out_what_is_not_its_own(
    shell: SetVariables, empty_database: str, alembic_engine: AsyncEngine, tmp_path: Path
) -> None:
    shell(DATABASE_URL=empty_database)
    await to_thread(command.upgrade, config_for(tmp_path, REVISION), "head")

    async with alembic_engine.connect() as connection:
        await connection.execute(text("CREATE INDEX by_somebody ON ledger.entries (id)"))
        assert len(await connection.run_sync(compared)) == len(["Alembic", "catalogue"])
        assert await connection.run_sync(compared, no_indexes_of_others) == []
