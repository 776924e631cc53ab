"""How others keep tests apart, each on the same servers and on the service's own engine."""

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from sqlalchemy import Column, ForeignKey, Index, Table, Text, Uuid, text
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.apps import registry  # noqa: F401 -- importing it knows every table
from backend.core.database import create_engine, create_sessionmaker
from backend.core.models import Model
from backend.tests.harness.sandbox import Sandbox
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.worker import Worker

Strategy = Callable[[Worker, AsyncEngine], AbstractAsyncContextManager[Sandbox]]


@asynccontextmanager
async def nothing(worker: Worker, engine: AsyncEngine) -> AsyncIterator[Sandbox]:
    """Commits for real, and what it writes stays."""
    parts = engine, create_sessionmaker(engine), worker.redis, worker.resources
    async with AsyncExitStack() as stack:
        yield Sandbox(worker.settings, *parts, stack)


def sending(statements: list[str]) -> Strategy:
    @asynccontextmanager
    async def strategy(worker: Worker, engine: AsyncEngine) -> AsyncIterator[Sandbox]:
        async with nothing(worker, engine) as sandbox:
            yield sandbox
        async with engine.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))

    return strategy


@asynccontextmanager
async def create_all(worker: Worker, engine: AsyncEngine) -> AsyncIterator[Sandbox]:
    """Makes every table before the test and drops it after; the migrated ones go first."""
    async with engine.begin() as connection:
        await connection.run_sync(Model.metadata.drop_all)
        await connection.run_sync(Model.metadata.create_all)
    async with nothing(worker, engine) as sandbox:
        yield sandbox


@asynccontextmanager
async def clone(worker: Worker, _: AsyncEngine) -> AsyncIterator[Sandbox]:
    """Copies the template when the test begins, and drops the copy when it is over."""
    name = await worker.databases.create(worker.template.name)
    engine = create_engine(settings_for_tests(database_url=worker.databases.url_of(name)))
    async with nothing(worker, engine) as sandbox:
        yield sandbox
    await engine.dispose()
    await worker.databases.drop(name)


def know_table(number: int) -> None:
    """Tell the models of a table that one of the benchmark's migrations makes."""
    name = f"bench_{number}"
    owner = Column("organization_id", Uuid, ForeignKey("organizations.id"), nullable=False)
    columns = Column("id", Uuid, primary_key=True), owner, Column("name", Text, nullable=False)
    Table(name, Model.metadata, *columns, Index(f"{name}_organization_id_idx", owner))


for number in range(int(os.environ.get("MIGRATIONS", "0"))):
    know_table(number)

TABLES = [table.name for table in reversed(Model.metadata.sorted_tables)]
STRATEGIES: Mapping[str, Strategy] = {
    "no isolation": nothing,
    "DELETE": sending([f"DELETE FROM {table}" for table in TABLES]),  # noqa: S608
    "TRUNCATE": sending([f"TRUNCATE {', '.join(TABLES)} CASCADE"]),
    "create_all": create_all,
    "clone without a pool": clone,
}
