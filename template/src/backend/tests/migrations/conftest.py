"""What the tests of migrations stand on: a database that nobody has migrated yet."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import cast

import asyncpg
import pytest
from alembic.config import Config as AlembicConfig
from pytest_alembic import Config, MigrationContext, runner
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from backend.core.database import engine_at
from backend.tests.core.environment import SetVariables, set_variables_with
from backend.tests.harness import upgrades
from backend.tests.harness.databases import Databases
from backend.tests.harness.servers.contract import Servers


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SetVariables:
    """Sets the variables of a shell in a folder without an `.env`."""
    monkeypatch.chdir(tmp_path)
    return set_variables_with(monkeypatch)


@pytest.fixture
async def empty_database(servers: Servers) -> AsyncIterator[str]:
    """The URL of a new database without a single table."""
    connection = await asyncpg.connect(servers.postgres_url)
    databases = Databases(connection, servers.postgres_url)
    name = await databases.create()
    yield databases.url_of(name)
    await databases.drop(name)
    await connection.close()


@pytest.fixture
def alembic_engine(empty_database: str) -> AsyncEngine:
    """Leads to the empty database; no connection is kept, for each step has its own loop."""
    return engine_at(empty_database, poolclass=NullPool)


@pytest.fixture
def alembic_config() -> AlembicConfig:
    """How Alembic finds the migrations."""
    return upgrades.alembic_config()


@pytest.fixture
def alembic_runner(
    alembic_config: AlembicConfig, alembic_engine: AsyncEngine
) -> Iterator[MigrationContext]:
    """Walks along the migrations, as pytest-alembic does."""
    config = Config.from_raw_config(alembic_config)
    # It takes engines of both kinds, and says so of one.
    with runner(config, cast("Engine", alembic_engine)) as alembic_runner:
        yield alembic_runner
