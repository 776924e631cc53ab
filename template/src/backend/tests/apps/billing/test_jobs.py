"""Subscriptions from the first request to their end, with everything real but the provider."""

from asyncio import Event
from datetime import timedelta
from http import HTTPStatus

import pytest

from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.service.settlement import UNANSWERED
from backend.apps.billing.values import AgreementStatus, PaymentFact, SubscriptionState
from backend.core.database import Sessionmaker
from backend.core.http import OutageError
from backend.tests.apps.billing.payments import FakePayments, Order
from backend.tests.apps.billing.signed_events import Deliver, event_about, signed_event
from backend.tests.apps.billing.subscribers import Subscriber
from backend.tests.apps.commits import LoseCommits
from backend.tests.harness.fakes.faults import Cut, Fail, Hang, LoseAnswer, Meanwhile
from backend.tests.harness.jobs import RunJobs
from backend.tests.harness.workers import StartWorker, outlast_leases

PENDING, ACTIVE, CANCELLING, CANCELLED, FAILED = SubscriptionState


async def test_who_subscribes_is_soon_subscribed(
    subscriber: Subscriber, payments: FakePayments, run_jobs: RunJobs
) -> None:
    wanted = await subscriber.subscribe()
    assert (wanted.state, payments.asked) == (PENDING, [])

    await run_jobs()

    subscribed = await subscriber.look(wanted.id)
    assert subscribed == wanted.model_copy(update={"state": ACTIVE})
    assert list(payments.agreements) == [wanted.id]


async def test_what_was_not_committed_is_not_paid_for(
    subscriber: Subscriber, payments: FakePayments, lose_commits: LoseCommits
) -> None:
    lose_commits()

    response = await subscriber.order()

    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert payments.asked == []


async def test_who_has_still_to_pay_waits_for_the_providers_event(
    subscriber: Subscriber, payments: FakePayments, run_jobs: RunJobs, deliver: Deliver
) -> None:
    payments.status = AgreementStatus.INCOMPLETE
    wanted = await subscriber.subscribe()
    await run_jobs()
    assert (await subscriber.look(wanted.id)).state is PENDING

    await deliver(signed_event(event_about(wanted.id, PaymentFact.ACTIVATED)))

    assert (await subscriber.look(wanted.id)).state is ACTIVE


async def test_an_outage_is_over_before_the_last_attempt(
    subscriber: Subscriber, payments: FakePayments, run_jobs: RunJobs
) -> None:
    payments.will(LoseAnswer(), Cut(), Fail())
    wanted = await subscriber.subscribe()
    with pytest.raises(OutageError):
        await run_jobs()
    waiting = await subscriber.look(wanted.id)
    assert (waiting.state, waiting.problem) == (PENDING, UNANSWERED)

    await run_jobs(after=timedelta(minutes=10))

    assert (await subscriber.look(wanted.id)).state is ACTIVE
    assert list(payments.agreements) == [wanted.id]


async def test_who_cancels_is_soon_free(
    subscriber: Subscriber, payments: FakePayments, run_jobs: RunJobs
) -> None:
    wanted = await subscriber.subscribe()
    await run_jobs()

    await subscriber.cancel(wanted.id)
    await run_jobs()

    assert (await subscriber.look(wanted.id)).state is CANCELLED
    assert payments.agreements[wanted.id].status is AgreementStatus.CANCELLED


async def test_who_cancels_at_once_never_pays(
    subscriber: Subscriber, payments: FakePayments, run_jobs: RunJobs
) -> None:
    wanted = await subscriber.subscribe()
    await subscriber.cancel(wanted.id)

    await run_jobs()

    assert (await subscriber.look(wanted.id)).state is CANCELLED
    assert payments.agreements == {}


async def test_a_refused_payment_makes_room_for_another_subscription(
    subscriber: Subscriber, payments: FakePayments, run_jobs: RunJobs
) -> None:
    payments.will(Fail(HTTPStatus.PAYMENT_REQUIRED))
    refused = await subscriber.subscribe()
    await run_jobs()
    assert (await subscriber.look(refused.id)).state is FAILED

    again = await subscriber.subscribe()
    await run_jobs()

    assert (await subscriber.look(again.id)).state is ACTIVE


async def test_trying_again_does_not_wait_for_the_next_attempt(
    subscriber: Subscriber,
    payments: FakePayments,
    subscription: BillingSubscription,
    run_jobs: RunJobs,
) -> None:
    await subscriber.retry(subscription.id)
    await run_jobs()

    assert (await subscriber.look(subscription.id)).state is ACTIVE
    assert list(payments.agreements) == [subscription.id]


@pytest.mark.slow
@pytest.mark.committed
async def test_a_worker_that_dies_while_it_asks_pays_for_nothing_twice(
    subscriber: Subscriber,
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
    wanted = await subscriber.subscribe()
    await agreed.wait()
    await killed.kill()
    await outlast_leases(sessionmaker)

    heir = await start_worker(payments_url=payments.url)
    await heir.until("job_done", job="billing.begin_subscription", attempt=2)

    assert (await subscriber.look(wanted.id)).state is ACTIVE
    assert list(payments.agreements) == [wanted.id]
    assert len(payments.asked) == 2
