"""An organization sees what became of its mails, and may have a failed one sent again."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.events import DeliveryDue
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.schemas import DeliveryRead
from backend.apps.deliveries.values import DeliveryState
from backend.core.outbox import OutboxEvent
from backend.tests.apps.answers import refusal_of
from backend.tests.apps.commits import LoseCommits
from backend.tests.apps.deliveries.builders import MakeDelivery
from backend.tests.apps.deliveries.mailers import DeliverMails
from backend.tests.apps.deliveries.paths import path_of
from backend.tests.apps.deliveries.senders import SendOne
from backend.tests.harness.fakes.mail import HangUp, Stage
from backend.tests.harness.fakes.mailbox import Mailbox
from backend.tests.harness.jobs import Published, RunJobs
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox

PENDING, SENDING, SENT, FAILED = DeliveryState
NOT_FAILED = (HTTPStatus.CONFLICT, "delivery-not-failed")
NOT_FOUND = (HTTPStatus.NOT_FOUND, "delivery-not-found")


async def test_a_failed_mail_is_sent_again(
    admin_client: AsyncClient, failed: Delivery, deliver_mails: DeliverMails
) -> None:
    response = await admin_client.post(path_of(failed, "retry"))
    mails = await deliver_mails()

    begun = {"state": PENDING, "reason": None}
    assert response.status_code == HTTPStatus.ACCEPTED
    expected = DeliveryRead.model_validate(failed).model_copy(update=begun)
    assert DeliveryRead.model_validate(response.json()) == expected
    assert [mail.recipient for mail in mails] == [failed.recipient]


async def test_a_mail_in_doubt_is_sent_again_under_the_same_id(
    admin_client: AsyncClient, send_one: SendOne, mailbox: Mailbox, run_jobs: RunJobs
) -> None:
    mailbox.will(HangUp(at=Stage.TAKEN))
    delivery = await send_one()

    await admin_client.post(path_of(delivery, "retry"))
    await run_jobs()

    assert (await send_one.again(delivery)).state is SENT
    assert [mail.id for mail in mailbox.mails] == [f"<{delivery.id}@example.com>"] * 2


async def test_a_retry_has_as_many_attempts_as_a_new_mail(
    admin_client: AsyncClient, failed: Delivery, session: AsyncSession
) -> None:
    await admin_client.post(path_of(failed, "retry"))

    begun = await session.get_one(Delivery, failed.id)
    assert (begun.attempts, begun.attempts_allowed) == (3, 6)


async def test_a_retry_is_told(
    admin_client: AsyncClient, failed: Delivery, published: Published
) -> None:
    await admin_client.post(path_of(failed, "retry"))

    assert [due.delivery_id for due in await published(DeliveryDue)] == [failed.id]


@pytest.mark.parametrize("reached", [PENDING, SENDING, SENT])
async def test_only_what_has_failed_is_sent_again(
    admin_client: AsyncClient,
    organization: Organization,
    make_delivery: MakeDelivery,
    published: Published,
    reached: DeliveryState,
) -> None:
    delivery = await make_delivery(organization=organization, state=reached)

    response = await admin_client.post(path_of(delivery, "retry"))

    assert refusal_of(response) == NOT_FAILED
    assert await published(DeliveryDue) == []


async def test_deliveries_of_other_tenants_are_unknown(
    admin_client: AsyncClient, url: str, make_delivery: MakeDelivery, published: Published
) -> None:
    theirs = await make_delivery(state=FAILED)

    responses = [
        await admin_client.get(f"{url}/{theirs.id}"),
        await admin_client.post(f"{url}/{theirs.id}/retry"),
    ]

    assert [refusal_of(response) for response in responses] == [NOT_FOUND, NOT_FOUND]
    assert await published(DeliveryDue) == []


async def test_a_lost_commit_changes_and_tells_nothing(
    admin_client: AsyncClient, failed: Delivery, session: AsyncSession, lose_commits: LoseCommits
) -> None:
    lose_commits()

    response = await admin_client.post(path_of(failed, "retry"))

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")
    assert (await session.get_one(Delivery, failed.id)).state is FAILED
    assert (await session.scalars(select(OutboxEvent))).all() == []


@pytest.mark.committed
async def test_of_two_retries_at_once_one_is_accepted(
    admin_client: AsyncClient, failed: Delivery, sandbox: Sandbox, published: Published
) -> None:
    again = path_of(failed, "retry")

    responses = await race(sandbox, *(admin_client.post(again) for _ in range(2)))

    statuses = sorted(response.status_code for response in responses)
    assert statuses == [HTTPStatus.ACCEPTED, HTTPStatus.CONFLICT]
    assert len(await published(DeliveryDue)) == 1
