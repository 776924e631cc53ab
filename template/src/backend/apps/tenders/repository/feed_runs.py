"""Walks through the feed: at most one at a time, and each of its pages once."""

from datetime import datetime

from sqlalchemy import Select, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from backend.apps.tenders.events import FeedPageDue, IngestionDue
from backend.apps.tenders.models import FeedRun
from backend.apps.tenders.values import RunState
from backend.core.jobs.models import QueuedJob
from backend.core.outbox import OutboxEvent
from backend.core.repository import Repository

# What the job is called that begins a run.
BEGINNING = "tenders.begin_ingestion"


class FeedRunRepository(Repository[FeedRun]):
    model = FeedRun

    async def begin(self) -> FeedRun | None:
        """Return the new run, or nothing while there is another one."""
        new = insert(FeedRun).values(state=RunState.RUNNING).on_conflict_do_nothing()
        return await self.session.scalar(new.returning(FeedRun))

    async def abandon_before(self, moment: datetime) -> None:
        """Give up a run that nobody has touched since."""
        silent = FeedRun.state == RunState.RUNNING, FeedRun.touched_at < moment
        await self.session.execute(update(FeedRun).where(*silent).values(state=RunState.ABANDONED))

    async def is_scheduled(self) -> bool:
        """Say whether the next run waits for its time, as an event or as a job already."""
        event = exists().where(OutboxEvent.kind == IngestionDue.kind())
        job = exists().where(QueuedJob.handler == BEGINNING, QueuedJob.failed_at.is_(None))
        return bool(await self.session.scalar(select(event | job)))

    async def find_due(self, due: FeedPageDue) -> FeedRun | None:
        """Find the run, if this page of it has still to be taken."""
        return await self.session.scalar(self._due(due))

    async def lock_due(self, due: FeedPageDue) -> FeedRun | None:
        """Find it, and keep everyone else from taking the page until this transaction is over."""
        return await self.session.scalar(self._due(due).with_for_update())

    def _due(self, due: FeedPageDue) -> Select[FeedRun]:
        return self.rows(
            FeedRun.id == due.run_id,
            FeedRun.pages == due.page,
            FeedRun.state == RunState.RUNNING,
        )
