"""Takes one page in, with its matches, and says which page comes next: all of it, or nothing."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.tenders.events import FeedPageDue
from backend.apps.tenders.models import FeedRun
from backend.apps.tenders.repository.feed import Page
from backend.apps.tenders.repository.feed_runs import FeedRunRepository
from backend.apps.tenders.repository.matches import TenderMatchRepository
from backend.apps.tenders.repository.tenders import TenderRepository
from backend.apps.tenders.service.matching import Matching
from backend.apps.tenders.values import RunState
from backend.core.clock import utc_now
from backend.core.outbox import Outbox

ENDLESS = "The tender feed had another page after {} of them."


class PageIntake:
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
