"""A mail is sent once: failures are tried again where nothing can have arrived, and only there."""

import json
from asyncio import TaskGroup
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.errors import MailInDoubtError
from backend.apps.deliveries.events import DeliveryDue
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.service.sending import LONGEST_PAUSE, Sender
from backend.apps.deliveries.values import DeliveryState
from backend.core.clock import utc_now
from backend.tests.apps.deliveries.builders import MakeDelivery
from backend.tests.apps.deliveries.senders import SendOne
from backend.tests.harness.fakes.mail import Answer, HangUp, Hold, MailFault, Stage
from backend.tests.harness.fakes.mail_server import MailServer
from backend.tests.harness.fakes.mailbox import Mailbox
from backend.tests.harness.jobs import Publish, RunJobs
from backend.tests.harness.logs import collected_log
from backend.tests.harness.settings import settings_for_tests

PENDING, SENDING, SENT, FAILED = DeliveryState
LATER = timedelta(hours=1)
# To say everything but the last word, on a machine that has much else to do.
ENOUGH = 1
IN_DOUBT = str(MailInDoubtError())

ENVELOPE = (Stage.GREETING, Stage.MAIL, Stage.RCPT, Stage.DATA)
# Before the dot, or with an answer that says so: nobody has taken the mail.
NOT_TAKEN_YET = [
    *(Answer("451 Try again", at=stage) for stage in (*ENVELOPE, Stage.DOT)),
    *(HangUp(at=stage) for stage in (*ENVELOPE, Stage.TEXT)),
    Answer("554 No service", at=Stage.GREETING),
]
NEVER_TAKEN = [
    Answer("550 No such mailbox", at=stage)
    for stage in (Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT)
]
WHO_KNOWS = [
    HangUp(at=Stage.DOT),
    HangUp(at=Stage.TAKEN),
    Answer("nonsense", at=Stage.DOT),
    Answer("354 What?", at=Stage.TAKEN),
]


async def test_a_mail_is_sent_and_noted(send_one: SendOne, mailbox: Mailbox) -> None:
    delivery = await send_one()

    assert (delivery.state, delivery.attempts, delivery.reason) == (SENT, 1, None)
    assert delivery.sent_at is not None
    (mail,) = mailbox.mails
    assert (mail.recipient, mail.subject) == (delivery.recipient, delivery.subject)


@pytest.mark.parametrize("fault", NOT_TAKEN_YET, ids=str)
async def test_what_nobody_has_taken_is_tried_again(
    send_one: SendOne, mailbox: Mailbox, run_jobs: RunJobs, fault: MailFault
) -> None:
    mailbox.will(fault)
    waiting = await send_one()
    assert (waiting.state, waiting.attempts, len(mailbox.mails)) == (PENDING, 1, 0)
    assert waiting.reason is not None

    await run_jobs(after=LATER)

    delivery = await send_one.again(waiting)
    assert (delivery.state, delivery.attempts, delivery.reason) == (SENT, 2, None)
    assert len(mailbox.mails) == 1


async def test_who_refuses_connections_is_tried_again(
    send_one: SendOne, mail_server: MailServer, mailbox: Mailbox, run_jobs: RunJobs
) -> None:
    async with mail_server.refusing():
        waiting = await send_one()
    assert waiting.reason is not None
    assert waiting.reason.startswith("The mail server does not answer: ")

    await run_jobs(after=LATER)

    assert len(mailbox.mails) == 1


@pytest.mark.slow
async def test_who_keeps_silent_before_the_dot_is_tried_again(
    send_one: SendOne, mailbox: Mailbox
) -> None:
    mailbox.will(Hold(at=Stage.RCPT))

    waiting = await send_one(smtp_seconds=ENOUGH)

    assert (waiting.state, waiting.handed_over_at) == (PENDING, None)


@pytest.mark.parametrize("fault", NEVER_TAKEN, ids=str)
async def test_what_is_refused_for_good_is_not_tried_again(
    send_one: SendOne, mailbox: Mailbox, run_jobs: RunJobs, fault: MailFault
) -> None:
    mailbox.will(fault)

    delivery = await send_one()
    await run_jobs(after=LATER)

    assert (delivery.state, delivery.attempts) == (FAILED, 1)
    assert delivery.reason == "The mail server said: 550 No such mailbox"
    assert mailbox.conversations == 1


@pytest.mark.parametrize("fault", WHO_KNOWS, ids=str)
async def test_what_may_have_arrived_is_not_sent_again(
    send_one: SendOne, mailbox: Mailbox, run_jobs: RunJobs, fault: MailFault
) -> None:
    mailbox.will(fault)

    delivery = await send_one()
    await run_jobs(after=LATER)

    assert (delivery.state, delivery.reason) == (FAILED, IN_DOUBT)
    assert mailbox.conversations == 1


@pytest.mark.slow
async def test_who_keeps_silent_after_the_dot_leaves_a_doubt(
    send_one: SendOne, mailbox: Mailbox
) -> None:
    mailbox.will(Hold(at=Stage.DOT))

    delivery = await send_one(smtp_seconds=ENOUGH)

    assert (delivery.state, delivery.reason) == (FAILED, IN_DOUBT)


async def test_attempts_have_an_end(send_one: SendOne, mailbox: Mailbox, run_jobs: RunJobs) -> None:
    mailbox.always(Answer("451 Try again"))
    delivery = await send_one()

    for _ in range(5):
        await run_jobs(after=LATER)

    failed = await send_one.again(delivery)
    assert (failed.state, failed.attempts) == (FAILED, delivery.attempts_allowed)
    assert failed.reason == "The mail server said: 451 Try again"
    assert mailbox.conversations == delivery.attempts_allowed


async def test_an_address_that_smtp_cannot_carry_is_refused(
    send_one: SendOne, mailbox: Mailbox
) -> None:
    delivery = await send_one(recipient="žofie@example.com")

    assert (delivery.state, delivery.reason) == (
        FAILED,
        "The address has letters that this mail cannot carry.",
    )
    assert mailbox.mails == []


@pytest.mark.parametrize("end", [SENT, FAILED])
async def test_what_has_ended_is_not_sent(
    send_one: SendOne, mailbox: Mailbox, end: DeliveryState
) -> None:
    delivery = await send_one(state=end)

    assert delivery.state is end
    assert mailbox.conversations == 0


async def test_what_a_dead_worker_had_begun_is_begun_anew(
    send_one: SendOne, mailbox: Mailbox
) -> None:
    delivery = await send_one(state=SENDING)

    assert (delivery.state, delivery.attempts) == (SENT, 2)
    assert len(mailbox.mails) == 1


async def test_what_a_dead_worker_had_handed_over_is_given_up(
    send_one: SendOne, mailbox: Mailbox
) -> None:
    delivery = await send_one(state=SENDING, handed_over_at=utc_now())

    assert (delivery.state, delivery.reason) == (FAILED, IN_DOUBT)
    assert mailbox.conversations == 0


async def test_a_delivery_that_is_gone_is_no_failure(
    publish: Publish, run_jobs: RunJobs, organization: Organization, mailbox: Mailbox
) -> None:
    await publish(DeliveryDue(delivery_id=organization.id))

    await run_jobs()

    assert mailbox.conversations == 0


@pytest.mark.parametrize(
    ("attempts", "pause"),
    [
        (1, timedelta(minutes=1)),
        (2, timedelta(minutes=2)),
        (4, timedelta(minutes=8)),
        (20, LONGEST_PAUSE),
    ],
    ids=str,
)
def test_each_pause_is_twice_the_last(sender: Sender, attempts: int, pause: timedelta) -> None:
    assert sender.pause_after(attempts) == pause


@pytest.mark.committed
async def test_who_was_overtaken_does_not_send(
    make_delivery: MakeDelivery, sender: Sender, mailbox: Mailbox, session: AsyncSession
) -> None:
    delivery = await make_delivery()
    hold = Hold(at=Stage.RCPT)
    mailbox.will(hold)

    with collected_log(settings_for_tests()) as log:
        async with TaskGroup() as tasks:
            tasks.create_task(sender.send(delivery.id))
            await hold.reached.wait()
            await sender.send(delivery.id)
            hold.released.set()

    assert len(mailbox.mails) == 1
    *_, line = map(json.loads, log.getvalue().splitlines())
    assert (line["event"], line["delivery_id"]) == ("delivery_taken_over", str(delivery.id))
    sent = await session.get_one(Delivery, delivery.id)
    assert (sent.state, sent.attempts) == (SENT, 2)


@pytest.mark.committed
async def test_who_was_taken_for_lost_has_the_last_word(
    make_delivery: MakeDelivery, sender: Sender, mailbox: Mailbox, session: AsyncSession
) -> None:
    delivery = await make_delivery()
    hold = Hold(at=Stage.TAKEN)
    mailbox.will(hold)

    async with TaskGroup() as tasks:
        tasks.create_task(sender.send(delivery.id))
        await hold.reached.wait()
        await sender.send(delivery.id)
        assert (await session.get_one(Delivery, delivery.id)).state is FAILED
        hold.released.set()

    await session.commit()
    sent = await session.get_one(Delivery, delivery.id, populate_existing=True)
    assert (sent.state, sent.reason) == (SENT, None)
    assert len(mailbox.mails) == mailbox.conversations == 1
