"""Runs one job: takes it, does it, and then forgets it or notes why it failed."""

import asyncio
import random
from asyncio import timeout
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from backend.core.clock import utc_now
from backend.core.dependencies import State
from backend.core.failures import cause_of, detail_of
from backend.core.jobs.handlers import Handler, Handlers, Job, Steps
from backend.core.jobs.models import QueuedJob
from backend.core.transactions import transaction

LONGEST_PAUSE_SECONDS = 3600

log = structlog.get_logger(__name__)


class JobLostError(Exception):
    def __init__(self) -> None:
        super().__init__("Another worker has taken the job: this one was silent for too long.")


class WorkerDiedError(Exception):
    def __init__(self) -> None:
        super().__init__("Its worker died in the last attempt.")


class Runner:
    def __init__(self, state: State, handlers: Handlers) -> None:
        self.state = state
        self.handlers = handlers
        self.sessionmaker = state["sessionmaker"]
        self.settings = state["settings"]

    async def run(self, job_id: UUID) -> None:
        """Do the job if it is due; a message about one that is not, or is done, means nothing."""
        job = await self.take(job_id)
        if job is None:
            await self.leave_to_others(job_id)
            return
        with bound_contextvars(job=job.handler, job_id=str(job.id), attempt=job.attempts):
            try:
                await self.do(job)
            except asyncio.CancelledError:
                await self.give_back(job)
                raise
            except Exception as error:  # noqa: BLE001 - whatever is wrong, it is tried again
                await self.note(job, error)
            else:
                log.info("job_done")

    async def take(self, job_id: UUID) -> QueuedJob | None:
        """Keep the job from others for a while; committed first, so that a death is counted."""
        now = utc_now()
        lease = now + timedelta(seconds=self.settings.job_lease_seconds)
        due = QueuedJob.failed_at.is_(None), QueuedJob.locked_until <= now
        known = QueuedJob.handler.in_(self.handlers)
        taking = update(QueuedJob).where(QueuedJob.id == job_id, *due, known)
        taken = taking.values(attempts=QueuedJob.attempts + 1, locked_until=lease, due_at=lease)
        async with self.sessionmaker.begin() as session:
            return await session.scalar(taken.returning(QueuedJob))

    async def leave_to_others(self, job_id: UUID) -> None:
        """Have a job of an unknown handler enqueued again soon: a newer release may hear of it."""
        unknown = QueuedJob.id == job_id, QueuedJob.handler.not_in(self.handlers)
        soon = utc_now() + timedelta(seconds=self.settings.job_retry_seconds)
        leaving = update(QueuedJob).where(*unknown, QueuedJob.failed_at.is_(None))
        async with self.sessionmaker.begin() as session:
            await session.execute(leaving.values(due_at=soon))

    async def do(self, job: QueuedJob) -> None:
        if job.attempts > self.settings.job_attempts:
            raise WorkerDiedError
        handler = self.handlers[job.handler]
        async with timeout(self.settings.job_lease_seconds / 2):
            await (self.in_steps if handler.in_steps else self.at_once)(handler, job)

    async def at_once(self, handler: Handler, job: QueuedJob) -> None:
        """One job is one transaction, and its own end is part of it: done means done once."""
        event = handler.event.model_validate(job.payload)
        async with transaction(self.sessionmaker) as session:
            await forget(session, job)
            await handler.act(event, Job(self.state, session))

    async def in_steps(self, handler: Handler, job: QueuedJob) -> None:
        await handler.act(handler.event.model_validate(job.payload), Steps(self.state))
        async with self.sessionmaker.begin() as session:
            await forget(session, job)

    async def give_back(self, job: QueuedJob) -> None:
        """Let another worker begin it at once, and as often as if this one had not."""
        now = utc_now()
        ours = QueuedJob.id == job.id, QueuedJob.attempts == job.attempts
        given = update(QueuedJob).where(*ours)
        given = given.values(attempts=QueuedJob.attempts - 1, locked_until=now, due_at=now)
        async with self.sessionmaker.begin() as session:
            await session.execute(given)
        log.warning("job_given_back")

    async def note(self, job: QueuedJob, error: Exception) -> None:
        """Try again later, unless it was the last time: then the row stays, as what is undone."""
        is_last = job.attempts >= self.settings.job_attempts
        then = utc_now() + self.pause_after(job.attempts)
        ours = QueuedJob.id == job.id, QueuedJob.attempts == job.attempts
        noted = update(QueuedJob).where(*ours)
        noted = noted.values(
            error=f"{cause_of(error)}: {detail_of(error)}",
            due_at=then,
            locked_until=then,
            failed_at=utc_now() if is_last else None,
        )
        async with self.sessionmaker.begin() as session:
            await session.execute(noted)
        if is_last:
            log.error("job_given_up", exc_info=error)
        else:
            log.warning("job_postponed", until=then.isoformat(), exc_info=error)

    def pause_after(self, attempts: int) -> timedelta:
        longest = min(self.settings.job_retry_seconds * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
        # What failed together shall not come back together.
        return timedelta(seconds=longest * random.uniform(0.5, 1))  # noqa: S311 - no secret


async def forget(session: AsyncSession, job: QueuedJob) -> None:
    """Raise JobLostError if somebody else has taken it meanwhile, whose attempt it now is."""
    ours = QueuedJob.id == job.id, QueuedJob.attempts == job.attempts
    if await session.scalar(delete(QueuedJob).where(*ours).returning(QueuedJob.id)) is None:
        raise JobLostError
