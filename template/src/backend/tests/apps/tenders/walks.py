"""Walks through the feed without a worker: page by page, each of them once."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.tenders.events import FeedPageDue
from backend.apps.tenders.models import FeedRun, Tender
from backend.apps.tenders.service.ingestion import Ingestion
from backend.apps.tenders.values import RunState
from backend.tests.apps.tenders.factories import PublishedFactory
from backend.tests.apps.tenders.feed import Published

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
            await self.take(run.pages)
        return run

    async def take(self, page: int = 0) -> None:
        """Take one page, as the job that is due for it does."""
        await self.ingestion.take(FeedPageDue(run_id=self.run.id, page=page))

    async def look(self) -> FeedRun:
        async with self.ingestion.sessionmaker() as session:
            return await session.get_one(FeedRun, self.run.id)


def numbered(index: int) -> Published:
    return PublishedFactory.build(reference=f"{index:04}", title="Roadworks")


async def references(session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(Tender.reference).order_by(Tender.reference)))
