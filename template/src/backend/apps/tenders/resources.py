"""What tenders open when the process starts: connections to the public feed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from backend.apps.tenders.repository.feed import Feed
from backend.apps.tenders.settings import TendersSettings
from backend.core.http import MEBIBYTE, Patience, RemoteService, create_http_client

FEED = "The tender feed"
# A thousand tenders, each with everything it may have, need less.
PAGE_BYTES = 8 * MEBIBYTE


@dataclass(frozen=True)
class TendersResources:
    feed: Feed


@asynccontextmanager
async def open_resources(settings: TendersSettings) -> AsyncIterator[TendersResources]:
    patience = Patience(
        attempts=settings.tender_feed_attempts,
        seconds=settings.tender_feed_seconds,
        backoff_seconds=settings.tender_feed_backoff_seconds,
        bytes=PAGE_BYTES,
    )
    async with create_http_client(settings.tender_feed_url) as http:
        remote = RemoteService(FEED, http, patience)
        yield TendersResources(Feed(remote, settings.tender_feed_page_size))
