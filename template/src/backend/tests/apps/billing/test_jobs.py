"""Subscriptions from the first request to their end, with everything real but the provider."""

from asyncio import Event
from datetime import timedelta
from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.apps.accounts.models import Organization
from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.schemas import SubscriptionRead
from backend.apps.billing.service.settlement import UNANSWERED
from backend.apps.billing.values import AgreementStatus, PaymentFact, SubscriptionState
from backend.core.database import Sessionmaker
from backend.core.http import OutageError
from backend.tests.apps.billing.factories import SubscriptionCreateFactory
from backend.tests.apps.billing.paths import path_of
from backend.tests.apps.billing.payments import FakePayments, Order
from backend.tests.apps.billing.signed_events import Deliver, event_about, signed_event
from backend.tests.apps.commits import LoseCommits
from backend.tests.harness.clock import Clock
from backend.tests.harness.fakes.faults import Cut, Fail, Hang, LoseAnswer, Meanwhile
from backend.tests.harness.jobs import RunJobs
from backend.tests.harness.workers import StartWorker, outlast_leases

PENDING, ACTIVE, CANCELLING, CANCELLED, FAILED = SubscriptionState


async def subscribe(admin: AsyncClient, organization: Organization) -> SubscriptionRead:
    new = SubscriptionCreateFactory.build()
    response = await admin.post(path_of(organization), json=new.model_dump(mode="json"))
    return SubscriptionRead.model_validate(response.json())


async def look(
    client: AsyncClient, organization: Organization, subscription: SubscriptionRead
) -> SubscriptionRead:
    response = await client.get(path_of(organization, subscription.id))
    return SubscriptionRead.model_validate(response.json())


async def test_who_subscribes_is_soon_subscribed(
    admin_client: AsyncClient, organization: Organization, payments: FakePayments, run_jobs: RunJobs
) -> None:
    wanted = await subscribe(admin_client, organization)
    assert (wanted.state, payments.asked) == (PENDING, [])

    await run_jobs()

    subscribed = await look(admin_client, organization, wanted)
    assert subscribed == wanted.model_copy(update={"state": ACTIVE})
    assert list(payments.agreements) == [wanted.id]


async def test_what_was_not_committed_is_not_paid_for(
    admin_client: AsyncClient,
    organization: Organization,
    payments: FakePayments,
    lose_commits: LoseCommits,
) -> None:
    new = SubscriptionCreateFactory.build()
    lose_commits()

    response = await admin_client.post(path_of(organization), json=new.model_dump(mode="json"))

    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert payments.asked == []


async def test_who_has_still_to_pay_waits_for_the_providers_event(
    admin_client: AsyncClient,
    organization: Organization,
    payments: FakePayments,
    run_jobs: RunJobs,
    deliver: Deliver,
) -> None:
    payments.status = AgreementStatus.INCOMPLETE
    wanted = await subscribe(admin_client, organization)
    await run_jobs()
    assert (await look(admin_client, organization, wanted)).state is PENDING

    await deliver(signed_event(event_about(wanted.id, PaymentFact.ACTIVATED)))

    assert (await look(admin_client, organization, wanted)).state is ACTIVE


async def test_an_outage_is_over_before_the_last_attempt(
    admin_client: AsyncClient,
    organization: Organization,
    payments: FakePayments,
    run_jobs: RunJobs,
    clock: Clock,
) -> None:
    payments.will(LoseAnswer(), Cut(), Fail())
    wanted = await subscribe(admin_client, organization)
    with pytest.raises(OutageError):
        await run_jobs()
    waiting = await look(admin_client, organization, wanted)
    assert (waiting.state, waiting.problem) == (PENDING, UNANSWERED)

    clock.move(timedelta(minutes=10))
    await run_jobs()

    assert (await look(admin_client, organization, wanted)).state is ACTIVE
    assert list(payments.agreements) == [wanted.id]


async def test_who_cancels_is_soon_free(
    admin_client: AsyncClient, organization: Organization, payments: FakePayments, run_jobs: RunJobs
) -> None:
    wanted = await subscribe(admin_client, organization)
    await run_jobs()

    await admin_client.post(path_of(organization, wanted.id, "cancellation"))
    await run_jobs()

    assert (await look(admin_client, organization, wanted)).state is CANCELLED
    assert payments.agreements[wanted.id].status is AgreementStatus.CANCELLED


async def test_who_cancels_at_once_never_pays(
    admin_client: AsyncClient, organization: Organization, payments: FakePayments, run_jobs: RunJobs
) -> None:
    wanted = await subscribe(admin_client, organization)
    await admin_client.post(path_of(organization, wanted.id, "cancellation"))

    await run_jobs()

    assert (await look(admin_client, organization, wanted)).state is CANCELLED
    assert payments.agreements == {}


async def test_a_refused_payment_makes_room_for_another_subscription(
    admin_client: AsyncClient, organization: Organization, payments: FakePayments, run_jobs: RunJobs
) -> None:
    payments.will(Fail(HTTPStatus.PAYMENT_REQUIRED))
    refused = await subscribe(admin_client, organization)
    await run_jobs()
    assert (await look(admin_client, organization, refused)).state is FAILED

    again = await subscribe(admin_client, organization)
    await run_jobs()

    assert (await look(admin_client, organization, again)).state is ACTIVE


async def test_trying_again_does_not_wait_for_the_next_attempt(
    admin_client: AsyncClient,
    organization: Organization,
    payments: FakePayments,
    subscription: BillingSubscription,
    run_jobs: RunJobs,
) -> None:
    read = SubscriptionRead.model_validate(subscription)

    await admin_client.post(path_of(organization, subscription.id, "retry"))
    await run_jobs()

    assert (await look(admin_client, organization, read)).state is ACTIVE
    assert list(payments.agreements) == [subscription.id]


@pytest.mark.slow
@pytest.mark.committed
async def test_a_worker_that_dies_while_it_asks_pays_for_nothing_twice(
    admin_client: AsyncClient,
    organization: Organization,
    payments: FakePayments,
    start_worker: StartWorker,
    sessionmaker: Sessionmaker,
) -> None:
    agreed = Event()

    async def agree() -> None:
        payments.agree_on(payments.asked[-1].read(Order).reference)
        agreed.set()

    payments.will(Meanwhile(agree, then=Hang()))
    killed = await start_worker(payments_url=payments.url)
    wanted = await subscribe(admin_client, organization)
    await agreed.wait()
    await killed.kill()
    await outlast_leases(sessionmaker)

    heir = await start_worker(payments_url=payments.url)
    await heir.until("job_done", job="billing.begin_subscription", attempt=2)

    assert (await look(admin_client, organization, wanted)).state is ACTIVE
    assert list(payments.agreements) == [wanted.id]
    assert len(payments.asked) == 2
