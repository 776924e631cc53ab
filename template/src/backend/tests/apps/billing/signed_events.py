"""Events as the payments provider delivers them: signed, with the metadata that all have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from httpx import AsyncClient, Headers, Response

from backend.apps.billing.schemas import PaymentEvent
from backend.apps.billing.service.signatures import Signer
from backend.apps.billing.values import PaymentFact
from backend.core.clock import utc_now
from backend.tests.apps.billing.factories import (
    FAKER,
    PaymentEventDataFactory,
    PaymentEventFactory,
)
from backend.tests.apps.billing.settings import OVERRIDES

SECRET: str = OVERRIDES["payments_webhook_secret"]
PATH = "/v1/payment-events"


@dataclass(frozen=True)
class SignedEvent:
    headers: Mapping[str, str]
    body: bytes


def signed_event(
    event: PaymentEvent,
    *,
    event_id: str | None = None,
    at: datetime | None = None,
    secret: str = SECRET,
    without: str = "",
) -> SignedEvent:
    """Sign `event` as the provider would, now and under a new id, unless something else is said."""
    name = event_id or f"msg_{FAKER.hexify('^' * 24)}"
    timestamp = str(int((at or utc_now()).timestamp()))
    body = event.model_dump_json(exclude={without}).encode()
    signature = Signer(secret).sign(name, timestamp, body)
    headers = {
        "Webhook-Id": name,
        "Webhook-Timestamp": timestamp,
        "Webhook-Signature": signature,
        "Content-Type": "application/json",
    }
    return SignedEvent(headers, body)


def event_about(reference: UUID, fact: PaymentFact = PaymentFact.ACTIVATED) -> PaymentEvent:
    return PaymentEventFactory.build(
        type=fact, data=PaymentEventDataFactory.build(reference=reference)
    )


@dataclass(frozen=True)
class Deliver:
    """The verb behind the fixture `deliver`."""

    client: AsyncClient

    async def __call__(self, delivered: SignedEvent) -> Response:
        headers = Headers(delivered.headers, encoding="utf-8")
        return await self.client.post(PATH, content=delivered.body, headers=headers)
