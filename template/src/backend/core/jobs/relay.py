"""Hands on what was published: from the outbox to the jobs, and from there to the stream."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, delete, select, update

from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.events import unheard
from backend.core.jobs.broker import StreamBroker
from backend.core.jobs.handlers import Handlers
from backend.core.jobs.models import QueuedJob
from backend.core.jobs.strangers import Strangers
from backend.core.outbox import OutboxEvent

BATCH = 100
# The last resort for a message that Redis lost without losing the stream.
ENQUEUE_AGAIN_AFTER = timedelta(minutes=10)


class Relayed(NamedTuple):
    """How many it were: a turn that hands on nothing leaves nothing to hand on."""

    events: int
    jobs: int


class Relay:
    """Every worker has one; they share the rows, because each skips what another has locked."""

    def __init__(
        self, sessionmaker: Sessionmaker, handlers: Handlers, broker: StreamBroker
    ) -> None:
        self.sessionmaker = sessionmaker
        self.handlers = handlers
        self.broker = broker
        self.kinds = {handler.event.kind() for handler in handlers.values()} | set(unheard())
        self.strangers = Strangers(sessionmaker, self.kinds, handlers.keys())

    async def turn(self) -> Relayed:
        """Hand on a batch. Raises what the servers raise."""
        # First, for it needs no Redis: the outbox gets short even while that is away.
        events = await self.make_jobs()
        if await self.broker.found():
            await self.forget_the_stream()
        await self.strangers.look()
        return Relayed(events, await self.enqueue())

    async def make_jobs(self) -> int:
        """Turn events into a job for each of their handlers; leave kinds that are not known here.

        While a new release is deployed, the workers of the old one meet its events.
        """
        async with self.sessionmaker.begin() as session:
            known = select(OutboxEvent.id).where(OutboxEvent.kind.in_(self.kinds))
            oldest = known.order_by(OutboxEvent.id).limit(BATCH)
            # By name: PostgreSQL may look into a nameless subquery once more, and find the next.
            batch = oldest.with_for_update(skip_locked=True).cte("batch")
            taken = delete(OutboxEvent).where(OutboxEvent.id.in_(select(batch.c.id)))
            events = (await session.scalars(taken.returning(OutboxEvent))).all()
            jobs = [
                QueuedJob(
                    handler=handler.name,
                    payload=event.payload,
                    due_at=event.due_at,
                    locked_until=event.due_at,
                )
                for event in events
                for handler in self.handlers.values()
                if handler.event.kind() == event.kind
            ]
            session.add_all(jobs)
        return len(events)

    async def enqueue(self) -> int:
        async with self.sessionmaker.begin() as session:
            jobs = (await session.scalars(due(utc_now(), self.handlers))).all()
            for job in jobs:
                await self.broker.put(job.id)
                job.due_at = utc_now() + ENQUEUE_AGAIN_AFTER
        return len(jobs)

    async def forget_the_stream(self) -> None:
        """Have everything enqueued again that no worker has begun."""
        waiting = QueuedJob.failed_at.is_(None), QueuedJob.due_at > QueuedJob.locked_until
        async with self.sessionmaker.begin() as session:
            await session.execute(
                update(QueuedJob).where(*waiting).values(due_at=QueuedJob.locked_until)
            )


def due(now: datetime, handlers: Handlers) -> Select[QueuedJob]:
    known = QueuedJob.handler.in_(handlers)
    return (
        select(QueuedJob)
        .where(QueuedJob.failed_at.is_(None), QueuedJob.due_at <= now, known)
        .order_by(QueuedJob.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
