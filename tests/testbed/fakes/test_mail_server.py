"""The fake mail server takes what it is sent, and fails at the stage that it was told."""

import asyncio
import ssl

import pytest
from aiosmtplib import (
    SMTP,
    SMTPConnectError,
    SMTPException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)
from trustme import CA

from backend.tests.harness.fakes.mail import Answer, HangUp, Hold, Stage
from backend.tests.harness.fakes.mail_server import HOST, MailServer, open_mail_server
from backend.tests.harness.fakes.mailbox import Mailbox

SENDER, READER = "news@example.com", "ada@example.com"
TEXT = "Subject: Bridges\r\nMessage-ID: <1@example.com>\r\n\r\nA bridge.\r\n..\r\n"
# A client does not care how its goodbye is taken.
BEFORE_THE_GOODBYE = [stage for stage in Stage if stage is not Stage.GOODBYE]
IMPATIENT, PATIENT = 0.05, 60


async def send(server: MailServer, seconds: float = PATIENT) -> None:
    async with SMTP(hostname=HOST, port=server.port, timeout=seconds) as smtp:
        await smtp.sendmail(SENDER, [READER], TEXT)


async def test_a_mail_is_taken_as_it_was_sent(mail_server: MailServer, mailbox: Mailbox) -> None:
    await send(mail_server)

    (mail,) = mailbox.mails
    assert (mail.sender, mail.recipient, mail.id) == (SENDER, READER, "<1@example.com>")
    assert (mail.subject, mail.text) == ("Bridges", "A bridge.\n..\n")


@pytest.mark.parametrize(
    "stage", [Stage.GREETING, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT], ids=str
)
async def test_a_refusal_has_its_code(
    mail_server: MailServer, mailbox: Mailbox, stage: Stage
) -> None:
    mailbox.will(Answer("451 Not now", at=stage))

    with pytest.raises(SMTPException, match="Not now"):
        await send(mail_server)

    assert mailbox.mails == []


@pytest.mark.parametrize("stage", BEFORE_THE_GOODBYE, ids=str)
async def test_it_hangs_up_at_any_stage(
    mail_server: MailServer, mailbox: Mailbox, stage: Stage
) -> None:
    mailbox.will(HangUp(at=stage))

    with pytest.raises((SMTPServerDisconnected, SMTPConnectError)):
        await send(mail_server)

    assert len(mailbox.mails) == (stage is Stage.TAKEN)


async def test_it_goes_on_when_it_is_let(mail_server: MailServer, mailbox: Mailbox) -> None:
    hold = Hold(at=Stage.RCPT)
    mailbox.will(hold)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(send(mail_server))
        await hold.reached.wait()
        assert mailbox.mails == []
        hold.released.set()

    assert len(mailbox.mails) == 1


async def test_who_does_not_wait_leaves_without_a_mail(
    mail_server: MailServer, mailbox: Mailbox
) -> None:
    mailbox.always(Hold(at=Stage.DOT))

    with pytest.raises(SMTPTimeoutError):
        await send(mail_server, IMPATIENT)

    assert mailbox.mails == []


async def test_a_closed_door_is_an_outage(mail_server: MailServer, mailbox: Mailbox) -> None:
    async with mail_server.refusing():
        with pytest.raises(SMTPConnectError):
            await send(mail_server)
    await send(mail_server)

    assert (mailbox.conversations, len(mailbox.mails)) == (1, 1)


async def test_faults_are_met_in_their_order(mail_server: MailServer, mailbox: Mailbox) -> None:
    mailbox.always(Answer("550 Never", at=Stage.RCPT))
    mailbox.will(Answer("451 Not now", at=Stage.RCPT))

    for words in ("Not now", "Never", "Never"):
        with pytest.raises(SMTPException, match=words):
            await send(mail_server)


@pytest.mark.parametrize("way", ["starttls", "tls"])
async def test_a_mail_may_come_encrypted(way: str) -> None:
    authority = CA()
    ours, theirs = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.configure_trust(ours)
    authority.issue_cert(HOST).configure_cert(theirs)

    async with (
        open_mail_server(**{way: theirs}) as server,
        server.running(Mailbox()) as mailbox,
        SMTP(
            hostname=HOST,
            port=server.port,
            tls_context=ours,
            start_tls=way == "starttls",
            use_tls=way == "tls",
        ) as smtp,
    ):
        await smtp.sendmail(SENDER, [READER], TEXT)

    assert [mail.recipient for mail in mailbox.mails] == [READER]


async def test_who_encrypts_takes_nothing_in_the_clear() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    async with open_mail_server(starttls=context) as server, server.running(Mailbox()) as mailbox:
        with pytest.raises(SMTPException, match="STARTTLS"):
            async with SMTP(hostname=HOST, port=server.port, start_tls=False) as smtp:
                await smtp.sendmail(SENDER, [READER], TEXT)

    assert mailbox.mails == []


async def test_a_fault_that_nobody_met_fails_the_test(mail_server: MailServer) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"never asked .* HangUp\("):
        async with mail_server.running(Mailbox()) as mailbox:
            mailbox.will(HangUp())
