"""Billing opens what its settings say, and closes it again."""

from typing import cast

from backend.apps.billing.resources import open_resources
from backend.apps.billing.settings import BillingSettings
from backend.core.http import Patience
from backend.tests.apps.billing.settings import OVERRIDES
from backend.tests.harness.settings import settings_for_tests


async def test_the_provider_is_asked_as_the_settings_say() -> None:
    given = {
        "payments_url": "http://127.0.0.1:1/api",
        "payments_attempts": 2,
        "payments_seconds": 0.5,
        "payments_backoff_seconds": 0.25,
    }

    async with open_resources(cast("BillingSettings", settings_for_tests(**given))) as billing:
        request = billing.provider.http.build_request("POST", "/v1/subscriptions")

    assert billing.provider.patience == Patience(attempts=2, seconds=0.5, backoff_seconds=0.25)
    assert str(request.url) == "http://127.0.0.1:1/api/v1/subscriptions"
    assert request.headers["Authorization"] == f"Bearer {OVERRIDES['payments_api_key']}"
    assert billing.provider.http.is_closed
