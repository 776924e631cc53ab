"""Runs the service's migrations; importing Alembic takes long, so only who migrates does."""

import asyncio

from alembic import command
from alembic.config import Config
from sqlalchemy.pool import NullPool

from backend.core.database import engine_at
from backend.tests.harness.roles import share_roles
from backend.tests.harness.servers.places import CHECKOUT


def alembic_config() -> Config:
    """Return how Alembic finds the migrations; in this process they share the server's roles."""
    share_roles()
    config = Config(CHECKOUT / "alembic.ini")
    # A path would be interpolated: a % in it, as in those of Jenkins, is no value's name.
    config.set_main_option("script_location", "backend:migrations")
    return config


async def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest revision, in a thread: env.py runs its own loop."""
    config = alembic_config()
    config.attributes["connection"] = engine_at(url, poolclass=NullPool)
    await asyncio.to_thread(command.upgrade, config, "head")
