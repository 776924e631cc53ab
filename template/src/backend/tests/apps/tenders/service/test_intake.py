"""What is on a page comes in once, whatever it is, and is matched before the next page is due."""

from asyncio import create_task, wait
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.events import TendersMatched
from backend.apps.tenders.events import FeedPageDue
from backend.apps.tenders.jobs import watches_in
from backend.apps.tenders.models import Tender, TenderMatch
from backend.apps.tenders.service.intake import ENDLESS
from backend.apps.tenders.values import RunState
from backend.core.database import Sessionmaker
from backend.tests.apps.tenders.builders import MakeWatch
from backend.tests.apps.tenders.changes import give_up
from backend.tests.apps.tenders.factories import ProfileSavedFactory, PublishedFactory
from backend.tests.apps.tenders.feed import FakeFeed
from backend.tests.apps.tenders.walks import PAGE_LIMIT, PAGE_SIZE, Walk, numbered, references
from backend.tests.harness.fakes.faults import (
    Meanwhile,
)
from backend.tests.harness.jobs import Published as PublishedEvents
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox


def nonsense() -> list[object]:
    """What has been seen in feeds, where a tender should be."""
    bad_ones = [
        PublishedFactory.build(title="two\nlines"),
        PublishedFactory.build(country="Germany"),
        PublishedFactory.build(value=-1),
        PublishedFactory.build(url="javascript:alert()"),
    ]
    return [None, "tender", {}, *(bad.model_dump(mode="json") for bad in bad_ones)]


async def test_a_page_says_when_the_next_one_is_due(
    feed: FakeFeed, walk: Walk, published: PublishedEvents
) -> None:
    feed.publish_many(PAGE_SIZE + 1, numbered)

    await walk.take()

    (due,) = await published(FeedPageDue)
    assert (due.run_id, due.page) == (walk.run.id, 1)


async def test_a_page_that_comes_again_is_not_taken_again(
    feed: FakeFeed, walk: Walk, published: PublishedEvents
) -> None:
    feed.publish_many(PAGE_SIZE + 1, numbered)
    await walk.take()

    await walk.take()

    assert len(feed.asked) == 1
    assert len(await published(FeedPageDue)) == 1


async def test_what_is_twice_in_the_feed_is_once_here(
    feed: FakeFeed, walk: Walk, session: AsyncSession
) -> None:
    newest = numbered(0)
    older = newest.model_copy(update={"revised_at": newest.revised_at - timedelta(days=1)})
    feed.publish(newest, *map(numbered, range(1, PAGE_SIZE)), older)

    run = await walk()

    assert (run.pages, run.tenders) == (2, PAGE_SIZE + 1)
    stored = await session.scalar(select(Tender).where(Tender.reference == newest.reference))
    assert stored is not None
    assert stored.revised_at == newest.revised_at
    assert len(await references(session)) == PAGE_SIZE


async def test_nonsense_keeps_nobody_else_out(
    feed: FakeFeed, walk: Walk, session: AsyncSession
) -> None:
    feed.nonsense = nonsense()
    feed.publish(numbered(1))

    run = await walk()

    assert (run.tenders, run.rejected) == (1, len(feed.nonsense))
    assert await references(session) == ["0001"]


async def test_nonsense_is_counted_on_every_page(feed: FakeFeed, walk: Walk) -> None:
    feed.nonsense = nonsense()
    feed.publish_many(PAGE_SIZE + 1, numbered)

    run = await walk()

    assert (run.tenders, run.rejected) == (PAGE_SIZE + 1, 2 * len(feed.nonsense))


async def test_a_feed_without_an_end_is_left(
    feed: FakeFeed, walk: Walk, published: PublishedEvents
) -> None:
    feed.is_endless = True

    run = await walk()

    assert (run.state, run.problem) == (RunState.ABANDONED, ENDLESS.format(PAGE_LIMIT))
    assert len(feed.asked) == PAGE_LIMIT
    assert len(await published(FeedPageDue)) == PAGE_LIMIT - 1


async def test_a_run_that_is_given_up_meanwhile_stays_so(
    feed: FakeFeed, walk: Walk, sessionmaker: Sessionmaker, session: AsyncSession
) -> None:
    feed.publish(numbered(0))
    feed.will(Meanwhile(give_up(sessionmaker)))

    await walk.take()

    run = await walk.look()
    assert (run.state, run.pages) == (RunState.ABANDONED, 0)
    assert await references(session) == []


async def test_what_comes_in_is_matched(
    feed: FakeFeed, walk: Walk, make_watch: MakeWatch, session: AsyncSession
) -> None:
    await make_watch(keywords=["roadworks"])
    feed.publish_many(PAGE_SIZE + 2, numbered)

    await walk()

    assert await session.scalar(select(func.count()).select_from(TenderMatch)) == PAGE_SIZE + 2


async def test_what_is_matched_is_told_page_by_page(
    feed: FakeFeed, walk: Walk, make_watch: MakeWatch, published: PublishedEvents
) -> None:
    watch = await make_watch(keywords=["roadworks"])
    feed.publish_many(PAGE_SIZE + 2, numbered)

    await walk()

    told = await published(TendersMatched)
    assert [(event.profile_id, len(event.tenders)) for event in told] == [
        (watch.profile_id, PAGE_SIZE),
        (watch.profile_id, 2),
    ]


async def test_what_is_only_revised_is_not_told_again(
    feed: FakeFeed, walk: Walk, make_watch: MakeWatch, published: PublishedEvents
) -> None:
    await make_watch(keywords=["roadworks"])
    known = numbered(0)
    revised = known.model_copy(update={"revised_at": known.revised_at + timedelta(days=1)})
    feed.publish(known, *map(numbered, range(1, PAGE_SIZE)), revised)

    await walk()

    (told,) = await published(TendersMatched)
    assert len(told.tenders) == PAGE_SIZE


@pytest.mark.committed
async def test_a_page_that_is_handed_out_many_times_is_taken_once(
    feed: FakeFeed, walk: Walk, sandbox: Sandbox, published: PublishedEvents
) -> None:
    feed.publish_many(PAGE_SIZE + 1, numbered)

    await race(sandbox, *(walk.take() for _ in range(4)))

    assert len(await published(FeedPageDue)) == 1


@pytest.mark.committed
async def test_a_profile_that_is_not_committed_yet_is_waited_for(
    feed: FakeFeed, walk: Walk, organization: Organization, session: AsyncSession
) -> None:
    feed.publish(numbered(0))
    await watches_in(session).save(ProfileSavedFactory.build(organization_id=organization.id))
    walking = create_task(walk())
    done, _ = await wait([walking], timeout=0.2)
    assert not done

    await session.commit()
    await walking

    assert len((await session.scalars(select(TenderMatch))).all()) == 1
