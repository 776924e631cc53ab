"""The migrations lead from an empty database to the models and back, along one line."""

from pytest_alembic import MigrationContext
from pytest_alembic.tests import test_single_head_revision as test_there_is_one_line
from pytest_alembic.tests import test_up_down_consistency as test_every_step_can_be_undone
from pytest_alembic.tests import test_upgrade as test_an_empty_database_reaches_the_end
from sqlalchemy import Connection, text

from backend.core.models import Model
from backend.migrations.drift import differences
from backend.migrations.scope import scope_of

__all__ = [
    "test_an_empty_database_reaches_the_end",
    "test_every_step_can_be_undone",
    "test_there_is_one_line",
]


def difference_of_models(connection: Connection) -> list[str]:
    metadata = Model.metadata
    return [*map(str, differences(connection, metadata, scope_of(connection, metadata)))]


def test_the_end_is_the_models(alembic_runner: MigrationContext) -> None:
    alembic_runner.migrate_up_to("heads")

    found = alembic_runner.connection_executor.run_task(difference_of_models)

    assert not found, "\n".join(found)


# Tables, views and sequences, and the types that do not belong to one of them, in every schema;
# what an extension brought goes with the extension.
LEFT = """
    WITH ours AS (SELECT oid FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'),
    members AS (SELECT objid FROM pg_depend WHERE deptype = 'e')
    SELECT relname FROM pg_class
    WHERE relnamespace IN (TABLE ours) AND relkind NOT IN ('i', 'I') AND oid NOT IN (TABLE members)
    UNION ALL
    SELECT typname FROM pg_type WHERE typnamespace IN (TABLE ours) AND typrelid = 0 AND typelem = 0
    AND oid NOT IN (TABLE members)
"""


def left(connection: Connection) -> list[str]:
    return list(connection.scalars(text(LEFT)))


def test_the_way_back_leaves_nothing(alembic_runner: MigrationContext) -> None:
    alembic_runner.migrate_up_to("heads")

    alembic_runner.migrate_down_to("base")

    assert alembic_runner.connection_executor.run_task(left) == ["alembic_version"]
