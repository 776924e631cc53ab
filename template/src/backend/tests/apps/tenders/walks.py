"""Walks through the feed without a worker: page by page, each of them once."""

from dataclasses import dataclass

from backend.apps.tenders.events import FeedPageDue
from backend.apps.tenders.models import FeedRun
from backend.apps.tenders.service.ingestion import Ingestion
from backend.apps.tenders.values import RunState

PAGE_LIMIT = 5
PAGE_SIZE = 10


@dataclass(frozen=True)
class Walk:
    """The verb behind the fixture `walk`."""

    ingestion: Ingestion
    run: FeedRun

    async def __call__(self) -> FeedRun:
        """Return the run as it is when it has come to its end. Raises what a page raises."""
        while (run := await self.look()).state is RunState.RUNNING:
            await self.ingestion.take(FeedPageDue(run_id=run.id, page=run.pages))
        return run

    async def look(self) -> FeedRun:
        async with self.ingestion.sessionmaker() as session:
            return await session.get_one(FeedRun, self.run.id)
