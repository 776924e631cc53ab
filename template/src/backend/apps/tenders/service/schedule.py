"""When a walk through the feed begins: every few minutes, and never two at once."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.tenders.events import FeedPageDue, IngestionDue
from backend.apps.tenders.repository.feed_runs import FeedRunRepository
from backend.core.clock import utc_now
from backend.core.outbox import Outbox

# Longer than a job waits between two attempts: a run that is silent for so long has been given up.
SILENCE = timedelta(hours=2)


class IngestionSchedule:
    def __init__(self, session: AsyncSession) -> None:
        self.runs = FeedRunRepository(session)
        self.outbox = Outbox(session)

    async def begin(self) -> None:
        """Begin a run, unless there is one that goes on."""
        await self.runs.abandon_before(utc_now() - SILENCE)
        run = await self.runs.begin()
        if run is not None:
            await self.outbox.publish(FeedPageDue(run_id=run.id))

    async def repeat(self, pause: timedelta) -> None:
        """Have it begin once more after a while, however often this is asked for."""
        if not await self.runs.is_scheduled():
            await self.outbox.publish(IngestionDue(), pause)
