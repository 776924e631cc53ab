"""The verbs of the tests of jobs: publish an event, queue a job, try it once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.core.jobs.broker import StreamBroker
from backend.core.jobs.handlers import Handler
from backend.core.jobs.models import QueuedJob
from backend.core.jobs.runner import Runner
from backend.core.settings import CoreSettings
from backend.tests.core.jobs.factories import QueuedJobFactory


@dataclass(frozen=True)
class Queued:
    """The rows of jobs, from the outside."""

    sessionmaker: Sessionmaker

    async def add(self, handler: str, **columns: Any) -> UUID:  # noqa: ANN401 - columns of all types
        job = QueuedJobFactory.build(handler=handler, **columns)
        async with self.sessionmaker.begin() as session:
            session.add(job)
        return job.id

    async def take_over(self, job_id: UUID) -> None:
        """Do what another worker does when the lease of the first is over."""
        taken = update(QueuedJob).where(QueuedJob.id == job_id)
        async with self.sessionmaker.begin() as session:
            await session.execute(taken.values(attempts=QueuedJob.attempts + 1))

    async def all(self) -> list[QueuedJob]:
        async with self.sessionmaker() as session:
            return list(await session.scalars(select(QueuedJob).order_by(QueuedJob.handler)))

    async def one(self) -> QueuedJob:
        (job,) = await self.all()
        return job


@dataclass(frozen=True)
class RunOne:
    """The verb behind the `run_one` fixture."""

    state: State
    queued: Queued

    async def __call__(self, handler: Handler, **columns: Any) -> None:  # noqa: ANN401 - the same
        job_id = await self.queued.add(handler.name, **columns)
        await Runner(self.state, {handler.name: handler}).run(job_id)


@asynccontextmanager
async def open_broker(settings: CoreSettings) -> AsyncIterator[StreamBroker]:
    async def run(_: UUID) -> None:
        """Do nothing: these tests only want to know what is heard."""

    broker = StreamBroker(settings, run)
    try:
        yield broker
    finally:
        await broker.shutdown()
