"""Tells Alembic where the database is, and which tables to compare it with."""

import asyncio
import logging
from pathlib import Path

from alembic import context
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from backend.apps import registry  # noqa: F401 - importing it makes every table known
from backend.core import outbox  # noqa: F401 - the same
from backend.core.database import asyncpg_url, engine_at
from backend.core.failures import NoConnectionError, detail_of
from backend.core.jobs import models  # noqa: F401 - the same
from backend.core.models import Model
from backend.core.settings import LOCK_SECONDS, CoreSettings, SettingsError, load_settings
from backend.migrations.locking import alone, impatient
from backend.migrations.ordering import drop_children_first
from backend.migrations.scope import scope_of
from backend.migrations.writing import write_what_remains


def database_url() -> str:
    """Prefer a URL set by whoever calls Alembic from Python; a shell has the environment."""
    given = context.config.get_main_option("sqlalchemy.url")
    return given or settings().database_url


def lock_seconds() -> float:
    """Return how long a migration may wait for a lock; who says where needs no settings."""
    options = context.config.get_main_option("sqlalchemy.url"), context.config.attributes
    return LOCK_SECONDS if any(options) else settings().migration_lock_seconds


def settings() -> CoreSettings:
    try:
        return load_settings(CoreSettings, Path(".env"))
    except SettingsError as error:
        raise CommandError(str(error)) from None


def migrate(connection: Connection) -> None:
    metadata, included = Model.metadata, scope_of(connection, Model.metadata)

    def finish(
        migrations: MigrationContext, revision: object, scripts: list[MigrationScript]
    ) -> None:
        drop_children_first(migrations, revision, scripts)
        write_what_remains(migrations, metadata, included, scripts)

    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_schemas=True,
        include_name=included,
        process_revision_directives=finish,
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate_alone(connection: Connection) -> None:
    with alone(connection), impatient(connection, lock_seconds()):
        migrate(connection)


async def connect_and_migrate(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.run_sync(migrate_alone)


def write_sql() -> None:
    """`alembic upgrade head --sql`: for those who let someone else run it."""
    context.configure(
        url=asyncpg_url(database_url()),
        target_metadata=Model.metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate_from_a_shell() -> None:
    logging.basicConfig(format="%(message)s")
    for steps in ("alembic.runtime.migration", "alembic.autogenerate.compare"):
        logging.getLogger(steps).setLevel(logging.INFO)
    try:
        asyncio.run(connect_and_migrate(engine_at(database_url(), poolclass=NullPool)))
    except NoConnectionError as error:
        reason = detail_of(error)
        message = f"PostgreSQL cannot be reached ({reason}): look at DATABASE_URL and the server."
        raise CommandError(message) from None


def run() -> None:
    given = context.config.attributes.get("connection")
    if context.is_offline_mode():
        write_sql()
    elif isinstance(given, Connection):
        migrate(given)
    elif isinstance(given, AsyncEngine):
        asyncio.run(connect_and_migrate(given))
    else:
        migrate_from_a_shell()


run()
