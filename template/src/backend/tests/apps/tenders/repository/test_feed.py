"""A page of the feed is what could be read of it, and where the next one is."""

import pytest

from backend.apps.tenders.repository.feed import Feed
from backend.apps.tenders.resources import TendersResources
from backend.apps.tenders.schemas import FeedTender
from backend.tests.apps.tenders.factories import PublishedFactory
from backend.tests.apps.tenders.feed import FakeFeed
from backend.tests.harness.fakes.faults import Babble


async def test_a_page_is_as_long_as_it_is_asked_for(
    feed: FakeFeed, tenders_resources: TendersResources
) -> None:
    published = [PublishedFactory.build() for _ in range(5)]
    feed.publish(*published)
    pages = Feed(tenders_resources.feed.remote, page_size=3)

    first = await pages.page(None)
    last = await pages.page(first.next)

    read = [FeedTender.model_validate(tender.model_dump()) for tender in published]
    assert (first.tenders, last.tenders, last.next) == (read[:3], read[3:], None)


@pytest.mark.parametrize("cursor", ["after-2", "a b&c=d", "%2F?#"])
async def test_a_cursor_is_given_back_as_it_came(
    feed: FakeFeed, tenders_resources: TendersResources, cursor: str
) -> None:
    feed.will(Babble(b'{"items": []}'))

    await tenders_resources.feed.page(cursor)

    assert [asked.query["cursor"] for asked in feed.asked] == [cursor]


async def test_what_is_no_tender_is_counted_and_left_out(
    feed: FakeFeed, tenders_resources: TendersResources
) -> None:
    feed.nonsense = [None, [], {"reference": "without anything else"}]
    feed.publish(PublishedFactory.build())

    page = await tenders_resources.feed.page(None)

    assert (len(page.tenders), page.rejected) == (1, 3)
