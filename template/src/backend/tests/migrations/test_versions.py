"""The migrations lead from an empty database to the models and back, along one line."""

from pytest_alembic import MigrationContext
from pytest_alembic.tests import test_model_definitions_match_ddl as test_the_end_is_the_models
from pytest_alembic.tests import test_single_head_revision as test_there_is_one_line
from pytest_alembic.tests import test_up_down_consistency as test_every_step_can_be_undone
from pytest_alembic.tests import test_upgrade as test_an_empty_database_reaches_the_end
from sqlalchemy import Connection, text

__all__ = [
    "test_an_empty_database_reaches_the_end",
    "test_every_step_can_be_undone",
    "test_the_end_is_the_models",
    "test_there_is_one_line",
]

# Tables, views and sequences, and the types that do not belong to one of them.
LEFT = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind != 'i'
    UNION ALL
    SELECT typname FROM pg_type
    WHERE typnamespace = 'public'::regnamespace AND typrelid = 0 AND typelem = 0
"""


def left(connection: Connection) -> list[str]:
    return list(connection.scalars(text(LEFT)))


def test_the_way_back_leaves_nothing(alembic_runner: MigrationContext) -> None:
    alembic_runner.migrate_up_to("heads")

    alembic_runner.migrate_down_to("base")

    assert alembic_runner.connection_executor.run_task(left) == ["alembic_version"]
