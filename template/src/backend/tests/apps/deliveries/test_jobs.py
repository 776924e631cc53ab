"""Digests from the match to the reader, with the history and the dashboard that tell of them."""

from datetime import timedelta

from httpx import AsyncClient

from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.schemas import Counts, DeliveryRead
from backend.apps.deliveries.service.digests import subject_of
from backend.apps.deliveries.values import DeliveryState
from backend.apps.events import TendersMatched
from backend.core.pagination import Page
from backend.tests.apps.deliveries.mailers import DeliverMails
from backend.tests.apps.deliveries.paths import path_of
from backend.tests.apps.deliveries.reading import ReadCounts
from backend.tests.harness.fakes.mail import Answer
from backend.tests.harness.fakes.mailbox import Mailbox
from backend.tests.harness.jobs import RunJobs

LATER = timedelta(minutes=5)


async def test_a_match_becomes_mails_and_history(
    member_client: AsyncClient, url: str, digest: TendersMatched, deliver_mails: DeliverMails
) -> None:
    mails = await deliver_mails()

    page = Page[DeliveryRead].model_validate((await member_client.get(url)).json())
    assert {delivery.state for delivery in page.items} == {DeliveryState.SENT}
    assert {delivery.profile_id for delivery in page.items} == {digest.profile_id}
    told = sorted(delivery.recipient for delivery in page.items)
    assert told == sorted(mail.recipient for mail in mails)


async def test_the_dashboard_follows_a_digest_from_step_to_step(
    read_counts: ReadCounts, digest: TendersMatched, mailbox: Mailbox, run_jobs: RunJobs
) -> None:
    mailbox.will(Answer("451 Try again"), Answer("550 No such mailbox"))
    assert await read_counts() == Counts()

    await run_jobs()
    assert await read_counts() == Counts(pending=1, sent=2, failed=1)

    await run_jobs(after=LATER)
    assert await read_counts() == Counts(sent=3, failed=1)
    assert {mail.subject for mail in mailbox.mails} == {subject_of(digest)}


async def test_a_retry_shows_at_once(
    admin_client: AsyncClient, read_counts: ReadCounts, delivered_history: list[Delivery]
) -> None:
    assert await read_counts() == Counts(pending=1, sending=1, sent=1, failed=1)

    await admin_client.post(path_of(delivered_history[-1], "retry"))

    assert await read_counts() == Counts(pending=2, sending=1, sent=1)
