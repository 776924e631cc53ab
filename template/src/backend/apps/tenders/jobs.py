"""What tenders do about events: watch profiles, and walk through the feed."""

from datetime import timedelta
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.events import ProfileRemoved, ProfileSaved
from backend.apps.tenders.events import FeedPageDue, IngestionDue
from backend.apps.tenders.repository.matches import TenderMatchRepository
from backend.apps.tenders.repository.watches import WatchRepository
from backend.apps.tenders.resources import TendersResources
from backend.apps.tenders.service.ingestion import Ingestion
from backend.apps.tenders.service.matching import Matching
from backend.apps.tenders.service.schedule import IngestionSchedule
from backend.apps.tenders.service.watches import WatchService
from backend.apps.tenders.settings import TendersSettings
from backend.core.jobs.handlers import Job, Steps, on, on_in_steps
from backend.core.outbox import Outbox


@on(ProfileSaved)
async def watch_profile(event: ProfileSaved, job: Job) -> None:
    await watches_in(job.session).save(event)


@on(ProfileRemoved)
async def forget_profile(event: ProfileRemoved, job: Job) -> None:
    await watches_in(job.session).remove(event)


@on(IngestionDue)
async def begin_ingestion(_: IngestionDue, job: Job) -> None:
    schedule = IngestionSchedule(job.session)
    await schedule.begin()
    await schedule.repeat(timedelta(minutes=settings_of(job).tender_feed_minutes))


@on_in_steps(FeedPageDue)
async def take_page(event: FeedPageDue, job: Steps) -> None:
    resources: TendersResources = job.resources("tenders")
    page_limit = settings_of(job).tender_feed_page_limit
    await Ingestion(job.state["sessionmaker"], resources.feed, page_limit).take(event)


def watches_in(session: AsyncSession) -> WatchService:
    matching = Matching(TenderMatchRepository(session), Outbox(session))
    return WatchService(WatchRepository(session), matching)


def settings_of(job: Steps) -> TendersSettings:
    return cast("TendersSettings", job.state["settings"])
