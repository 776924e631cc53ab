"""What the rules of tenders are tested on: a run that has just begun, and its next page."""

import pytest

from backend.apps.tenders.models import FeedRun
from backend.apps.tenders.repository.feed import Feed
from backend.apps.tenders.resources import TendersResources
from backend.apps.tenders.service.ingestion import Ingestion
from backend.core.database import Sessionmaker
from backend.tests.apps.tenders.walks import PAGE_LIMIT, PAGE_SIZE, Walk
from backend.tests.harness.persistence import Persist


@pytest.fixture
async def feed_run(persist: Persist) -> FeedRun:
    """A walk through the feed that has not taken a page yet."""
    return await persist(FeedRun())


@pytest.fixture
def ingestion(sessionmaker: Sessionmaker, tenders_resources: TendersResources) -> Ingestion:
    """Takes pages in, as the jobs of tenders do; few on a page, and not many pages."""
    feed = Feed(tenders_resources.feed.remote, PAGE_SIZE)
    return Ingestion(sessionmaker, feed, PAGE_LIMIT)


@pytest.fixture
def walk(ingestion: Ingestion, feed_run: FeedRun) -> Walk:
    """Takes the pages of `feed_run` one after the other, until the feed has no more or fails."""
    return Walk(ingestion, feed_run)
