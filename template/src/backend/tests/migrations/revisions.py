"""A migration that a test writes, and a process that runs it as a container does."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from pathlib import Path

from alembic import command
from alembic.config import Config

from backend.tests.harness.servers.places import SOURCE
from backend.tests.harness.upgrades import alembic_config

REVISION = """
from alembic import op

revision, down_revision = "orders", None


def upgrade() -> None:
    op.execute("CREATE TABLE IF NOT EXISTS orders (number int)")
    op.execute("ALTER TABLE orders ADD COLUMN note text")
    with op.get_context().autocommit_block():
        op.execute("CREATE INDEX CONCURRENTLY ix_orders_note ON orders (note)")
"""


def config_for(folder: Path, revision: str = REVISION) -> Config:
    """Return how Alembic finds that migration, and no other."""
    (folder / "orders.py").write_text(revision)
    config = alembic_config()
    config.set_main_option("version_locations", str(folder))
    return config


async def start_migrating(folder: Path) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, str(folder)),
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=PIPE,
        stderr=STDOUT,
    )


async def read_until(word: str, process: Process) -> None:
    """Read what the process prints up to the line with `word`, or to its end."""
    assert process.stdout is not None
    while (line := await process.stdout.readline()) and word not in line.decode():
        pass


async def end_of(process: Process) -> tuple[int | None, str]:
    """Return the exit status and the rest of what was printed."""
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()


if __name__ == "__main__":
    command.upgrade(config_for(Path(sys.argv[1])), "head")
