"""The provider's events: signed and recent or refused, and each of them counts once."""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.billing.models import BillingSubscription, ProviderEvent
from backend.apps.billing.values import PaymentFact
from backend.core.clock import utc_now
from backend.core.database import create_engine, create_sessionmaker
from backend.core.dependencies import State
from backend.core.settings import CoreSettings
from backend.tests.apps.answers import refusal_of, wrong_places
from backend.tests.apps.billing.factories import PaymentEventFactory
from backend.tests.apps.billing.signed_events import SECRET, Deliver, event_about, signed_event

NOT_AUTHENTIC = (HTTPStatus.UNAUTHORIZED, "event-not-authentic")
OTHER_SECRET = "whsec_c29tZWJvZHktZWxzZXMtb25seS1mb3ItdGVzdHM="  # noqa: S105 - opens nothing


@pytest.mark.validation
@pytest.mark.parametrize("age", [timedelta(minutes=-6), timedelta(minutes=6)], ids=str)
async def test_an_event_of_another_time_is_refused(
    subscription: BillingSubscription, deliver: Deliver, session: AsyncSession, age: timedelta
) -> None:
    event = signed_event(event_about(subscription.id), at=utc_now() - age)

    response = await deliver(event)

    assert refusal_of(response) == NOT_AUTHENTIC
    assert (await session.scalars(select(ProviderEvent))).all() == []


@pytest.mark.validation
@pytest.mark.parametrize(
    ("header", "changed"),
    [
        ("Webhook-Id", "msg_2"),
        ("Webhook-Timestamp", "now"),
        ("Webhook-Timestamp", "\u0662"),
        ("Webhook-Signature", "v1,"),
        ("Webhook-Signature", "v1,\u00e9"),
        ("Webhook-Id", ""),
        ("Webhook-Timestamp", ""),
        ("Webhook-Signature", ""),
    ],
)
async def test_what_is_signed_is_not_changed(
    subscription: BillingSubscription,
    deliver: Deliver,
    session: AsyncSession,
    header: str,
    changed: str,
) -> None:
    event = signed_event(event_about(subscription.id), event_id="msg_1")

    response = await deliver(replace(event, headers={**event.headers, header: changed}))

    assert refusal_of(response) == NOT_AUTHENTIC
    assert (await session.scalars(select(ProviderEvent))).all() == []


@pytest.mark.validation
@pytest.mark.parametrize("header", ["Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"])
async def test_an_event_without_one_of_its_headers_is_refused(
    subscription: BillingSubscription, deliver: Deliver, header: str
) -> None:
    event = signed_event(event_about(subscription.id))
    rest = {name: value for name, value in event.headers.items() if name != header}

    response = await deliver(replace(event, headers=rest))

    assert refusal_of(response) == NOT_AUTHENTIC


@pytest.mark.validation
async def test_the_time_is_signed_too(subscription: BillingSubscription, deliver: Deliver) -> None:
    old = signed_event(event_about(subscription.id), at=utc_now() - timedelta(hours=1))
    now = {"Webhook-Timestamp": str(int(utc_now().timestamp()))}

    response = await deliver(replace(old, headers={**old.headers, **now}))

    assert refusal_of(response) == NOT_AUTHENTIC


@pytest.mark.validation
async def test_another_body_under_the_same_signature_is_refused(
    subscription: BillingSubscription, deliver: Deliver, session: AsyncSession
) -> None:
    signed = signed_event(event_about(subscription.id))
    other = signed_event(event_about(subscription.id, PaymentFact.PAYMENT_FAILED))

    response = await deliver(replace(signed, body=other.body))

    assert refusal_of(response) == NOT_AUTHENTIC
    assert (await session.scalars(select(ProviderEvent))).all() == []


@pytest.mark.validation
async def test_what_somebody_else_signed_is_refused(
    subscription: BillingSubscription, deliver: Deliver
) -> None:
    response = await deliver(signed_event(event_about(subscription.id), secret=OTHER_SECRET))

    assert refusal_of(response) == NOT_AUTHENTIC


async def test_one_of_two_signatures_is_enough(
    subscription: BillingSubscription, deliver: Deliver
) -> None:
    event = event_about(subscription.id)
    new, old = (
        signed_event(event, event_id="msg_1", secret=secret) for secret in (OTHER_SECRET, SECRET)
    )
    both = f"{new.headers['Webhook-Signature']} {old.headers['Webhook-Signature']}"

    response = await deliver(replace(old, headers={**old.headers, "Webhook-Signature": both}))

    assert response.status_code == HTTPStatus.NO_CONTENT


@pytest.mark.validation
@pytest.mark.parametrize(
    ("field", "place"),
    [("type", "body.type"), ("timestamp", "body.timestamp"), ("data", "body.data")],
)
async def test_a_signed_event_without_its_metadata_is_refused(
    deliver: Deliver, field: str, place: str
) -> None:
    response = await deliver(signed_event(PaymentEventFactory.build(), without=field))

    assert wrong_places(response) == [place]


async def test_without_a_database_an_event_is_to_be_sent_again(
    deliver: Deliver, subscription: BillingSubscription, state: State, settings: CoreSettings
) -> None:
    state["sessionmaker"] = create_sessionmaker(create_engine(settings))

    response = await deliver(signed_event(event_about(subscription.id)))

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")
