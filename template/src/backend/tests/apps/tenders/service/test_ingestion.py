"""The feed comes in page by page, and whatever it does, what was taken in stays and counts once."""

from http import HTTPStatus

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.tenders.events import FeedPageDue
from backend.apps.tenders.models import FeedRun
from backend.apps.tenders.service.ingestion import Ingestion
from backend.apps.tenders.values import RunState
from backend.core.http import OutageError, RefusedError
from backend.tests.apps.tenders.changes import give_up
from backend.tests.apps.tenders.feed import FakeFeed
from backend.tests.apps.tenders.walks import PAGE_SIZE, Walk, numbered, references
from backend.tests.harness.fakes.calls import Fault
from backend.tests.harness.fakes.faults import (
    Babble,
    Fail,
    Meanwhile,
    Serve,
    ServeTwice,
)
from backend.tests.harness.fakes.outages import OUTAGES
from backend.tests.harness.persistence import Persist

UNUSABLE: list[Fault] = [*OUTAGES, Babble(b'{"items": {}}')]


@pytest.mark.parametrize("count", [0, 1, PAGE_SIZE, PAGE_SIZE + 1, 3 * PAGE_SIZE])
async def test_every_page_is_taken_in(
    feed: FakeFeed, walk: Walk, session: AsyncSession, count: int
) -> None:
    feed.publish_many(count, numbered)

    run = await walk()

    assert await references(session) == [f"{index:04}" for index in range(count)]
    assert (run.state, run.tenders, run.rejected) == (RunState.COMPLETE, count, 0)
    assert run.pages == len(feed.asked) == max(1, -(-count // PAGE_SIZE))


@pytest.mark.parametrize("outage", [*UNUSABLE, ServeTwice()], ids=str)
async def test_a_short_outage_is_waited_out(
    feed: FakeFeed, walk: Walk, session: AsyncSession, outage: Fault
) -> None:
    feed.publish_many(3 * PAGE_SIZE, numbered)
    feed.will(Serve(), outage)

    run = await walk()

    assert (run.state, run.problem, run.pages) == (RunState.COMPLETE, None, 3)
    assert len(await references(session)) == 3 * PAGE_SIZE


@pytest.mark.parametrize("outage", [*UNUSABLE, Fail(HTTPStatus.FORBIDDEN)], ids=str)
async def test_a_long_outage_keeps_what_came_before_it(
    feed: FakeFeed, walk: Walk, session: AsyncSession, outage: Fault
) -> None:
    feed.publish_many(3 * PAGE_SIZE, numbered)
    feed.will(Serve(), Serve())
    feed.always(outage)

    with pytest.raises((OutageError, RefusedError)) as caught:
        await walk()

    run = await walk.look()
    assert (run.state, run.problem, run.pages) == (RunState.RUNNING, str(caught.value), 2)
    assert len(await references(session)) == 2 * PAGE_SIZE


async def test_after_an_outage_it_goes_on_where_it_was(
    feed: FakeFeed, walk: Walk, session: AsyncSession
) -> None:
    feed.publish_many(3 * PAGE_SIZE, numbered)
    feed.will(Serve(), Serve(), *[Fail()] * 3)
    with pytest.raises(OutageError):
        await walk()

    run = await walk()

    assert (run.state, run.problem, run.pages) == (RunState.COMPLETE, None, 3)
    assert [asked.query.get("cursor") for asked in feed.asked[-2:]] == ["after-20", "after-20"]
    assert len(await references(session)) == 3 * PAGE_SIZE


async def test_a_page_of_an_abandoned_run_is_not_taken_for_the_next(
    feed: FakeFeed, ingestion: Ingestion, feed_run: FeedRun, persist: Persist
) -> None:
    older = await persist(FeedRun(state=RunState.ABANDONED))

    await ingestion.take(FeedPageDue(run_id=older.id, page=feed_run.pages))

    assert feed.asked == []


async def test_an_abandoned_run_takes_nothing(
    feed: FakeFeed, ingestion: Ingestion, persist: Persist
) -> None:
    run = await persist(FeedRun(state=RunState.ABANDONED))

    await ingestion.take(FeedPageDue(run_id=run.id))

    assert feed.asked == []


async def test_an_outage_of_a_run_that_is_given_up_is_not_noted(
    feed: FakeFeed, ingestion: Ingestion, feed_run: FeedRun, session: AsyncSession
) -> None:
    feed.always(Meanwhile(give_up(ingestion.sessionmaker), then=Fail()))

    with pytest.raises(OutageError):
        await ingestion.take(FeedPageDue(run_id=feed_run.id))

    assert (await session.get_one(FeedRun, feed_run.id)).problem is None
