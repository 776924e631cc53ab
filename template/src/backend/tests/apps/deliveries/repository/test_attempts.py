"""Each step is committed before the next: a death between two of them loses and doubles nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.errors import MailInDoubtError, MailRefusedError, TakenOverError
from backend.apps.deliveries.events import DeliveryDue
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.repository.attempts import Attempts
from backend.apps.deliveries.schemas import Counts
from backend.apps.deliveries.values import DeliveryState
from backend.core.clock import utc_now
from backend.tests.apps.deliveries.builders import MakeDelivery
from backend.tests.apps.deliveries.mailers import Interrupt
from backend.tests.apps.deliveries.reading import ReadCounts
from backend.tests.harness.fakes.mail import Stage
from backend.tests.harness.fakes.mailbox import Mailbox
from backend.tests.harness.jobs import Published

PENDING, SENDING, SENT, FAILED = DeliveryState
MINUTE = timedelta(minutes=1)
SEND = "deliveries.send_mail"
REFUSED = MailRefusedError("The mail server said: 550 No such mailbox")


async def test_an_attempt_is_about_one_delivery(
    attempts: Attempts, make_delivery: MakeDelivery, session: AsyncSession
) -> None:
    _, wanted, _ = [await make_delivery() for _ in range(3)]

    begun = await attempts.begin(wanted.id)
    assert begun is not None
    await attempts.succeed(begun)

    states = await session.scalars(select(Delivery.state).order_by(Delivery.id))
    assert states.all() == [PENDING, SENT, PENDING]


async def test_only_the_newest_attempt_goes_on(
    attempts: Attempts, make_delivery: MakeDelivery, session: AsyncSession
) -> None:
    delivery = await make_delivery()
    first, second = [await attempts.begin(delivery.id) for _ in range(2)]
    assert first is not None
    assert second is not None

    with pytest.raises(TakenOverError):
        await attempts.mark_as_handed_over(first)
    await attempts.fail(first, REFUSED)
    await attempts.mark_as_handed_over(second)

    assert (await session.get_one(Delivery, delivery.id)).state is SENDING


async def test_the_newest_attempt_alone_is_put_off(
    attempts: Attempts, make_delivery: MakeDelivery, session: AsyncSession, published: Published
) -> None:
    delivery = await make_delivery()
    first, second = [await attempts.begin(delivery.id) for _ in range(2)]
    assert first is not None
    assert second is not None

    await attempts.postpone(first, REFUSED, MINUTE)
    assert await published(DeliveryDue) == []
    await attempts.postpone(second, REFUSED, MINUTE)

    assert len(await published(DeliveryDue)) == 1
    assert (await session.get_one(Delivery, delivery.id)).state is PENDING


async def test_what_may_be_out_is_not_begun_again(
    attempts: Attempts, make_delivery: MakeDelivery, session: AsyncSession
) -> None:
    delivery = await make_delivery(state=SENDING, handed_over_at=utc_now())

    assert await attempts.begin(delivery.id) is None

    settled = await session.get_one(Delivery, delivery.id)
    assert (settled.state, settled.reason) == (FAILED, str(MailInDoubtError()))


async def test_what_was_given_up_is_not_put_off(
    attempts: Attempts, make_delivery: MakeDelivery, session: AsyncSession, published: Published
) -> None:
    delivery = await make_delivery()
    begun = await attempts.begin(delivery.id)
    assert begun is not None
    await attempts.mark_as_handed_over(begun)
    await attempts.begin(delivery.id)

    await attempts.postpone(begun, REFUSED, MINUTE)

    assert (await session.get_one(Delivery, delivery.id)).state is FAILED
    assert await published(DeliveryDue) == []


async def test_what_another_has_just_begun_is_not_given_up(
    attempts: Attempts, make_delivery: MakeDelivery, session: AsyncSession
) -> None:
    delivery = await make_delivery(state=SENDING)

    await attempts.settle(delivery.id)

    assert (await session.get_one(Delivery, delivery.id)).state is SENDING


async def test_the_answer_of_the_server_is_the_last_word(
    attempts: Attempts, make_delivery: MakeDelivery, session: AsyncSession
) -> None:
    delivery = await make_delivery()
    begun = await attempts.begin(delivery.id)
    assert begun is not None
    await attempts.mark_as_handed_over(begun)
    await attempts.begin(delivery.id)

    await attempts.succeed(begun)

    sent = await session.get_one(Delivery, delivery.id)
    assert (sent.state, sent.reason, sent.attempts) == (SENT, None, 1)


async def test_an_answer_that_comes_late_saves_a_second_mail(
    attempts: Attempts, make_delivery: MakeDelivery, session: AsyncSession
) -> None:
    delivery = await make_delivery()
    begun = await attempts.begin(delivery.id)
    assert begun is not None
    await attempts.change(delivery.id, state=PENDING, attempts_allowed=6)

    await attempts.succeed(begun)

    assert await attempts.begin(delivery.id) is None
    assert (await session.get_one(Delivery, delivery.id)).state is SENT


async def test_every_step_shows_on_the_dashboard(
    attempts: Attempts,
    make_delivery: MakeDelivery,
    organization: Organization,
    read_counts: ReadCounts,
) -> None:
    delivery = await make_delivery(organization=organization)
    assert await read_counts() == Counts(pending=1)

    begun = await attempts.begin(delivery.id)
    assert begun is not None
    assert await read_counts() == Counts(sending=1)

    await attempts.fail(begun, REFUSED)
    assert await read_counts() == Counts(failed=1)


@pytest.mark.committed
@pytest.mark.slow
async def test_a_worker_killed_before_the_dot_loses_and_doubles_nothing(
    interrupt: Interrupt, mailbox: Mailbox, readers: list[str]
) -> None:
    heir = await interrupt(mailbox, Stage.TEXT)

    await heir.until("job_done", job=SEND)
    await heir.until("job_done", job=SEND)
    await heir.stop()

    assert sorted(mail.recipient for mail in mailbox.mails) == readers


@pytest.mark.committed
@pytest.mark.slow
@pytest.mark.parametrize(("stage", "taken"), [(Stage.DOT, 2), (Stage.TAKEN, 3)])
async def test_a_worker_killed_after_the_dot_leaves_a_doubt_and_doubles_nothing(
    interrupt: Interrupt, mailbox: Mailbox, session: AsyncSession, stage: Stage, taken: int
) -> None:
    heir = await interrupt(mailbox, stage)

    await heir.until("job_done", job=SEND)
    await heir.until("job_done", job=SEND)
    await heir.stop()

    recipients = [mail.recipient for mail in mailbox.mails]
    assert len(set(recipients)) == len(recipients) == taken
    reasons = await session.scalars(select(Delivery.reason).order_by(Delivery.state))
    assert reasons.all() == [str(MailInDoubtError()), None, None]
