"""What billing opens when the process starts: connections to the payments provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from backend.apps.billing.settings import BillingSettings
from backend.core.http import Patience, RemoteService, create_http_client

PROVIDER = "The payments provider"


@dataclass(frozen=True)
class BillingResources:
    provider: RemoteService


@asynccontextmanager
async def open_resources(settings: BillingSettings) -> AsyncIterator[BillingResources]:
    key = settings.payments_api_key.get_secret_value()
    patience = Patience(
        attempts=settings.payments_attempts,
        seconds=settings.payments_seconds,
        backoff_seconds=settings.payments_backoff_seconds,
    )
    headers = {"Authorization": f"Bearer {key}"}
    async with create_http_client(settings.payments_url, headers) as http:
        yield BillingResources(RemoteService(PROVIDER, http, patience))
