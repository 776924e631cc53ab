"""Wires the services, and lets in only events that the provider has signed."""

from typing import Annotated

from fastapi import Depends, Header, Query, Request

from backend.apps.billing.repository.provider_events import ProviderEventRepository
from backend.apps.billing.repository.subscriptions import SubscriptionRepository
from backend.apps.billing.schemas import SignatureHeaders, SubscriptionQuery
from backend.apps.billing.service.payment_events import EventGate, PaymentEventService
from backend.apps.billing.service.subscriptions import SubscriptionService
from backend.apps.billing.settings import BillingSettings
from backend.core.dependencies import SessionDep, get_settings
from backend.core.outbox import Outbox

BillingSettingsDep = Annotated[BillingSettings, Depends(get_settings)]
SubscriptionQueryDep = Annotated[SubscriptionQuery, Query()]
SignatureHeadersDep = Annotated[SignatureHeaders, Header()]


async def get_subscription_service(session: SessionDep) -> SubscriptionService:
    return SubscriptionService(SubscriptionRepository(session), Outbox(session))


async def get_payment_event_service(session: SessionDep) -> PaymentEventService:
    return PaymentEventService(SubscriptionRepository(session), ProviderEventRepository(session))


async def get_event_id(
    request: Request, headers: SignatureHeadersDep, settings: BillingSettingsDep
) -> str:
    """What is signed are the bytes that came, not what we make of them."""
    return EventGate(settings).admit(headers, await request.body())


SubscriptionServiceDep = Annotated[SubscriptionService, Depends(get_subscription_service)]
PaymentEventServiceDep = Annotated[PaymentEventService, Depends(get_payment_event_service)]
EventIdDep = Annotated[str, Depends(get_event_id)]
