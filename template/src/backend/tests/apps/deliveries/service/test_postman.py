"""A mail is the same whenever it is sent, and plain enough for every server on its way."""

import pytest
from pydantic import SecretStr

from backend.apps.deliveries.errors import MailDelayedError, MailRefusedError
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.service.postman import Postman, mail_of
from backend.apps.deliveries.settings import DeliveriesSettings, Encryption
from backend.apps.deliveries.values import DeliveryState
from backend.tests.apps.deliveries.builders import MakeDelivery
from backend.tests.apps.deliveries.encryption import OpenStrictMail
from backend.tests.apps.deliveries.senders import SendOne
from backend.tests.harness.fakes.mail import Answer, HangUp, MailFault, Stage
from backend.tests.harness.fakes.mailbox import Mailbox

SENDER = "tenders@example.com"
SUBJECTS = [
    "2 new tenders for Triple-buffered bandwidth-monitored Local Area Network",
    "3 new tenders for Žižkov — 🏗",
    "x" * 200,
    " ".join(["Größe"] * 33),
]
AWKWARD = [
    "",
    ".",
    ".\n..\n.a\n\n.",
    "Größe: 5 €\n" * 3,
    "x" * 2000,
    "From the beginning\nFrom here\n",
]

ENCRYPTED = [Encryption.STARTTLS, Encryption.TLS]


async def deliver(settings: DeliveriesSettings, delivery: Delivery) -> None:
    async with Postman(settings).line() as line:
        await line.announce(delivery)
        await line.hand_over()


def signed_in(settings: DeliveriesSettings, name: str, password: str) -> DeliveriesSettings:
    somebody = {"smtp_username": name, "smtp_password": SecretStr(password)}
    return settings.model_copy(update=somebody)


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
async def test_a_text_arrives_as_it_was_written(
    send_one: SendOne, mailbox: Mailbox, text: str
) -> None:
    await send_one(text=text)

    (mail,) = mailbox.mails
    assert mail.text.rstrip("\n") == text.rstrip("\n")
    assert mail.message.as_bytes().isascii()


@pytest.mark.parametrize("subject", SUBJECTS, ids=range(len(SUBJECTS)))
async def test_a_subject_arrives_as_it_was_written(
    send_one: SendOne, mailbox: Mailbox, subject: str
) -> None:
    await send_one(subject=subject)

    assert mailbox.mails[0].subject == subject


async def test_a_mail_says_who_sends_it_to_whom(
    send_one: SendOne, mailbox: Mailbox, mail_settings: DeliveriesSettings
) -> None:
    delivery = await send_one()

    (mail,) = mailbox.mails
    assert mail.sender == mail.message["From"] == mail_settings.mail_sender
    assert mail.recipient == mail.message["To"] == delivery.recipient
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Date"].datetime == delivery.created_at.replace(microsecond=0)


async def test_the_same_delivery_has_the_same_id(make_delivery: MakeDelivery) -> None:
    delivery, other = await make_delivery(), await make_delivery()

    first, second = (mail_of(delivery, SENDER) for _ in range(2))

    assert first["Message-ID"] == second["Message-ID"] == f"<{delivery.id}@example.com>"
    assert mail_of(other, SENDER)["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize("encryption", ENCRYPTED)
async def test_a_mail_goes_out_encrypted(
    open_trusted_mail: OpenStrictMail, make_delivery: MakeDelivery, encryption: Encryption
) -> None:
    delivery = await make_delivery()

    async with open_trusted_mail(encryption) as strict:
        await deliver(strict.settings, delivery)

    assert [mail.recipient for mail in strict.mailbox.mails] == [delivery.recipient]


@pytest.mark.parametrize("encryption", ENCRYPTED)
async def test_a_server_that_nobody_vouches_for_gets_nothing(
    open_strange_mail: OpenStrictMail, make_delivery: MakeDelivery, encryption: Encryption
) -> None:
    delivery = await make_delivery()

    async with open_strange_mail(encryption) as strict:
        with pytest.raises(MailDelayedError, match="certificate"):
            await deliver(strict.settings, delivery)

    assert strict.mailbox.mails == []


async def test_a_server_that_insists_on_encryption_gets_nothing_in_the_clear(
    open_strange_mail: OpenStrictMail, make_delivery: MakeDelivery
) -> None:
    delivery = await make_delivery()

    async with open_strange_mail(Encryption.STARTTLS) as strict:
        careless = strict.settings.model_copy(update={"smtp_encryption": Encryption.NONE})
        with pytest.raises(MailRefusedError, match="Must issue a STARTTLS command first"):
            await deliver(careless, delivery)

    assert strict.mailbox.mails == []


async def test_who_has_a_password_is_let_in(
    open_trusted_mail: OpenStrictMail, make_delivery: MakeDelivery
) -> None:
    delivery = await make_delivery()

    async with open_trusted_mail(Encryption.STARTTLS) as strict:
        strict.mailbox.users = {"somebody": "sesame"}
        await deliver(signed_in(strict.settings, "somebody", "sesame"), delivery)

    assert [mail.recipient for mail in strict.mailbox.mails] == [delivery.recipient]


async def test_who_has_a_wrong_password_is_not_let_in(
    open_trusted_mail: OpenStrictMail, make_delivery: MakeDelivery
) -> None:
    delivery = await make_delivery()

    async with open_trusted_mail(Encryption.STARTTLS) as strict:
        strict.mailbox.users = {"somebody": "sesame"}
        with pytest.raises(MailDelayedError, match="535"):
            await deliver(signed_in(strict.settings, "somebody", "barley"), delivery)

    assert strict.mailbox.mails == []


@pytest.mark.parametrize("encryption", ENCRYPTED)
async def test_a_server_that_cannot_encrypt_gets_nothing(
    mail_settings: DeliveriesSettings, mailbox: Mailbox, encryption: Encryption
) -> None:
    strict = mail_settings.model_copy(update={"smtp_encryption": encryption})

    with pytest.raises(MailDelayedError):
        async with Postman(strict).line():
            pytest.fail("It went on in the clear.")

    assert mailbox.mails == []


async def test_a_server_that_knows_no_users_gets_nothing(
    mail_settings: DeliveriesSettings, mailbox: Mailbox
) -> None:
    with pytest.raises(MailDelayedError):
        async with Postman(signed_in(mail_settings, "somebody", "sesame")).line():
            pytest.fail("It went on without a name.")

    assert mailbox.mails == []


@pytest.mark.parametrize(
    "fault",
    [HangUp(at=Stage.GOODBYE), Answer("500 Stay", at=Stage.GOODBYE)],
    ids=str,
)
async def test_a_goodbye_that_fails_changes_nothing(
    send_one: SendOne, mailbox: Mailbox, fault: MailFault
) -> None:
    mailbox.will(fault)

    delivery = await send_one()

    assert delivery.state is DeliveryState.SENT
    assert len(mailbox.mails) == 1
