"""A migration that takes tables away can be run, and undone, whatever the tables are called."""

from alembic.autogenerate import produce_migrations
from alembic.operations import Operations
from alembic.operations.ops import MigrationScript, OpContainer
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.migrations.ordering import drop_children_first

# By name the parent would go first, while its child still refers to it.
TABLES = (
    "CREATE TABLE authors (id uuid CONSTRAINT pk_authors PRIMARY KEY)",
    "CREATE TABLE books (author_id uuid CONSTRAINT fk_books_author_id REFERENCES authors (id))",
    "CREATE INDEX ix_books_author_id ON books (author_id)",
)


def tables(connection: Connection) -> list[str]:
    return sorted(inspect(connection).get_table_names())


def script_without_tables(context: MigrationContext) -> MigrationScript:
    """What autogenerate writes when no model has a table any more."""
    script = produce_migrations(context, MetaData())
    drop_children_first(context, None, [script])
    return script


def run(steps: OpContainer | None, context: MigrationContext) -> None:
    assert steps is not None
    for step in steps.ops:
        if isinstance(step, OpContainer):
            run(step, context)
        else:
            Operations(context).invoke(step)


def take_away_and_bring_back(connection: Connection) -> tuple[list[str], list[str]]:
    for table in TABLES:
        connection.execute(text(table))
    context = MigrationContext.configure(connection)
    script = script_without_tables(context)
    run(script.upgrade_ops, context)
    left = tables(connection)
    run(script.downgrade_ops, context)
    return left, tables(connection)


async def test_tables_go_before_what_they_refer_to(alembic_engine: AsyncEngine) -> None:
    async with alembic_engine.begin() as connection:
        left, back = await connection.run_sync(take_away_and_bring_back)

    assert (left, back) == ([], ["authors", "books"])
