"""Takes in the feed, a page at a time: nothing but one page is ever held, and none is lost."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.tenders.events import FeedPageDue
from backend.apps.tenders.models import FeedRun
from backend.apps.tenders.repository.feed import Feed, Page
from backend.apps.tenders.repository.feed_runs import FeedRunRepository
from backend.apps.tenders.repository.matches import TenderMatchRepository
from backend.apps.tenders.repository.tenders import TenderRepository
from backend.apps.tenders.service.matching import Matching
from backend.apps.tenders.values import RunState
from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.http import OutageError, RefusedError
from backend.core.outbox import Outbox

ENDLESS = "The tender feed had another page after {} of them."


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


class PageIntake:
    """One page in one transaction: its tenders, their matches, and the page that comes next."""

    def __init__(self, session: AsyncSession, page_limit: int) -> None:
        self.runs = FeedRunRepository(session)
        self.tenders = TenderRepository(session)
        self.outbox = Outbox(session)
        self.matching = Matching(TenderMatchRepository(session), self.outbox)
        self.page_limit = page_limit

    async def take_in(self, page: Page, due: FeedPageDue) -> None:
        await self.matching.keep_profiles()
        run = await self.runs.lock_due(due)
        if run is None:
            return
        changed = await self.tenders.save(page.tenders)
        await self.matching.match_tenders(changed)
        advance(run, page)
        if page.next is None:
            run.state = RunState.COMPLETE
        elif run.pages >= self.page_limit:
            run.state, run.problem = RunState.ABANDONED, ENDLESS.format(run.pages)
        else:
            await self.outbox.publish(FeedPageDue(run_id=run.id, page=run.pages))


def advance(run: FeedRun, page: Page) -> None:
    run.cursor, run.problem, run.touched_at = page.next, None, utc_now()
    run.pages += 1
    run.tenders += len(page.tenders)
    run.rejected += page.rejected
