"""What deliveries opens when the process starts: who takes the mails to the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from backend.apps.deliveries.service.postman import Postman
from backend.apps.deliveries.settings import DeliveriesSettings


@dataclass(frozen=True)
class DeliveriesResources:
    postman: Postman


@asynccontextmanager
async def open_resources(settings: DeliveriesSettings) -> AsyncIterator[DeliveriesResources]:
    yield DeliveriesResources(Postman(settings))
