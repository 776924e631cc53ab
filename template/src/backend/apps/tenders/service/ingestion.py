"""Takes in the feed, a page at a time: nothing but one page is ever held, and none is lost."""

from backend.apps.tenders.events import FeedPageDue
from backend.apps.tenders.repository.feed import Feed
from backend.apps.tenders.repository.feed_runs import FeedRunRepository
from backend.apps.tenders.service.intake import PageIntake
from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.http import OutageError, RefusedError


class Ingestion:
    def __init__(self, sessionmaker: Sessionmaker, feed: Feed, page_limit: int) -> None:
        self.sessionmaker = sessionmaker
        self.feed = feed
        self.page_limit = page_limit

    async def take(self, due: FeedPageDue) -> None:
        """Take a page in and say that the next one is due; a page that was taken is not again.

        Raises OutageError or RefusedError, after which the same page is still due.
        """
        async with self.sessionmaker() as session:
            run = await FeedRunRepository(session).find_due(due)
        if run is None:
            return
        try:
            # No transaction is open while we wait for the feed.
            page = await self.feed.page(run.cursor)
        except (OutageError, RefusedError) as error:
            await self._note(due, str(error))
            raise
        async with self.sessionmaker.begin() as session:
            await PageIntake(session, self.page_limit).take_in(page, due)

    async def _note(self, due: FeedPageDue, problem: str) -> None:
        async with self.sessionmaker.begin() as session:
            run = await FeedRunRepository(session).lock_due(due)
            if run is not None:
                run.problem, run.touched_at = problem, utc_now()
