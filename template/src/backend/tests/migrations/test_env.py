"""Alembic finds the database where its caller says, and else where the environment says."""

from io import StringIO
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from pytest_alembic import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.tests.core.environment import SetVariables
from backend.tests.harness.upgrades import alembic_config as config_of_a_shell

NOWHERE = "postgresql://nobody@127.0.0.1:1/nowhere"


def test_a_shell_has_its_environment(
    shell: SetVariables, empty_database: str, alembic_runner: MigrationContext
) -> None:
    shell(DATABASE_URL=empty_database)

    command.upgrade(config_of_a_shell(), "head")

    assert [alembic_runner.current] == alembic_runner.heads


def test_a_url_of_the_caller_wins_over_the_environment(
    shell: SetVariables, empty_database: str, alembic_runner: MigrationContext
) -> None:
    shell(DATABASE_URL=NOWHERE)
    config = config_of_a_shell()
    config.set_main_option("sqlalchemy.url", empty_database)

    command.upgrade(config, "head")

    assert [alembic_runner.current] == alembic_runner.heads


def test_a_server_that_is_away_is_a_sentence(shell: SetVariables) -> None:
    shell(DATABASE_URL=NOWHERE)

    with pytest.raises(CommandError, match=r"cannot be reached \(.*127.0.0.1.*\): look at"):
        command.upgrade(config_of_a_shell(), "head")


def stamp_through(connection: Connection, config: Config) -> None:
    """A migration with an autocommit block would end the caller's transaction."""
    config.attributes["connection"] = connection
    command.stamp(config, "head")


async def test_a_connection_of_the_caller_keeps_its_transaction(
    alembic_engine: AsyncEngine, alembic_config: Config
) -> None:
    async with alembic_engine.connect() as connection:
        transaction = await connection.begin()
        await connection.run_sync(stamp_through, alembic_config)
        assert await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version"))

        await transaction.rollback()

        assert not await connection.run_sync(
            lambda sync: inspect(sync).has_table("alembic_version")
        )


def test_the_sql_can_be_written_without_a_database(shell: SetVariables) -> None:
    shell(DATABASE_URL=NOWHERE)
    config = config_of_a_shell()
    config.output_buffer = written = StringIO()

    command.upgrade(config, "head", sql=True)

    assert "CREATE TABLE alembic_version" in written.getvalue()
    assert "INSERT INTO alembic_version" in written.getvalue()


@pytest.mark.validation
def test_a_missing_variable_is_a_sentence(shell: SetVariables) -> None:
    shell(DATABASE_URL="")

    with pytest.raises(CommandError, match=r"^DATABASE_URL is missing: "):
        command.upgrade(config_of_a_shell(), "head")


def test_the_file_beside_the_shell_is_read(
    shell: SetVariables, empty_database: str, alembic_runner: MigrationContext
) -> None:
    shell(DATABASE_URL="")
    Path(".env").write_text(f"DATABASE_URL={empty_database}\n")

    command.upgrade(config_of_a_shell(), "head")

    assert [alembic_runner.current] == alembic_runner.heads
