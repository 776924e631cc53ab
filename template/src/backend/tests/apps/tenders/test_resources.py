"""Tenders open what their settings say, and close it again."""

from typing import cast

from backend.apps.tenders.resources import PAGE_BYTES, open_resources
from backend.apps.tenders.settings import TendersSettings
from backend.core.http import Patience
from backend.tests.harness.settings import settings_for_tests


async def test_the_feed_is_asked_as_the_settings_say() -> None:
    given = {
        "tender_feed_url": "http://127.0.0.1:1/api",
        "tender_feed_attempts": 2,
        "tender_feed_seconds": 0.5,
        "tender_feed_backoff_seconds": 0.25,
        "tender_feed_page_size": 7,
    }

    async with open_resources(cast("TendersSettings", settings_for_tests(**given))) as tenders:
        remote = tenders.feed.remote
        request = remote.http.build_request("GET", "/tenders")

    assert remote.patience == Patience(2, 0.5, 0.25, PAGE_BYTES)
    assert str(request.url) == "http://127.0.0.1:1/api/tenders"
    assert tenders.feed.page_size == 7
    assert remote.http.is_closed
