"""From the feed to the matches through the worker's own jobs, ten thousand tenders at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.tenders.models import FeedRun, Tender, TenderMatch, Watch
from backend.apps.tenders.repository.feed_runs import BEGINNING
from backend.apps.tenders.values import RunState
from backend.core.http import OutageError
from backend.core.jobs.models import QueuedJob
from backend.tests.apps.tenders.factories import (
    ProfileRemovedFactory,
    ProfileSavedFactory,
    PublishedFactory,
)
from backend.tests.apps.tenders.feed import FakeFeed
from backend.tests.apps.tenders.gauges import Gauge
from backend.tests.apps.tenders.ingesting import Ingest
from backend.tests.harness.fakes.faults import Fail, Serve
from backend.tests.harness.jobs import Publish, RunJobs

PAGE_SIZE = 500


async def count(session: AsyncSession, table: type[Tender] | type[TenderMatch]) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.slow
async def test_ten_thousand_tenders_come_in_and_few_are_ever_held(
    feed: FakeFeed, ingest: Ingest, session: AsyncSession
) -> None:
    sample = PublishedFactory.build()
    feed.publish_many(10_000, lambda index: sample.model_copy(update={"reference": f"{index}"}))
    gauge = Gauge()
    feed.will(*[Serve()] * 9, gauge, *[Serve()] * 9, gauge)

    await ingest()

    assert await count(session, Tender) == 10_000
    assert len(feed.asked) == 10_000 / PAGE_SIZE
    assert max(gauge.held) <= PAGE_SIZE


async def test_a_saved_profile_is_matched_now_and_later(
    organization: Organization, publish: Publish, ingest: Ingest, session: AsyncSession
) -> None:
    first, later = (PublishedFactory.build(title="Roadworks") for _ in range(2))
    await publish(ProfileSavedFactory.build(organization_id=organization.id))
    await ingest(first)
    assert await count(session, TenderMatch) == 1

    await ingest(first, later)

    assert await count(session, TenderMatch) == 2


async def test_a_removed_profile_is_not_watched_for(
    organization: Organization, publish: Publish, run_jobs: RunJobs, session: AsyncSession
) -> None:
    saved = await publish(ProfileSavedFactory.build(organization_id=organization.id))
    await publish(
        ProfileRemovedFactory.build(
            organization_id=organization.id,
            profile_id=saved.profile_id,
            at=saved.at + timedelta(seconds=1),
        )
    )

    await run_jobs()

    assert not (await session.scalars(select(Watch))).one().is_active


async def test_a_run_that_failed_on_page_three_goes_on_there(
    feed: FakeFeed, ingest: Ingest, run_jobs: RunJobs, session: AsyncSession
) -> None:
    feed.publish_many(1_500, lambda index: PublishedFactory.build(reference=f"{index}"))
    feed.will(Serve(), Serve(), Fail(), Fail(), Fail())
    with pytest.raises(OutageError):
        await ingest()

    await run_jobs(after=timedelta(minutes=10))

    run = (await session.scalars(select(FeedRun))).one()
    assert (run.state, run.pages, run.tenders) == (RunState.COMPLETE, 3, 1_500)
    assert await count(session, Tender) == 1_500


async def test_the_feed_is_walked_through_again_after_a_while(
    feed: FakeFeed, ingest: Ingest, run_jobs: RunJobs, session: AsyncSession
) -> None:
    await ingest()
    await run_jobs()
    assert len(feed.asked) == 1

    await run_jobs(after=timedelta(minutes=15))

    assert len(feed.asked) == 2
    states = await session.scalars(select(FeedRun.state))
    assert states.all() == [RunState.COMPLETE, RunState.COMPLETE]


async def test_however_often_it_is_asked_for_there_is_one_next_time(
    feed: FakeFeed, ingest: Ingest, session: AsyncSession
) -> None:
    for _ in range(3):
        await ingest()

    waiting = await session.scalars(select(QueuedJob.handler))
    assert waiting.all() == [BEGINNING]
    assert len(feed.asked) == 3
