"""Takes mails to the SMTP server, and says exactly what became of each."""

import re
from asyncio import timeout
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPStatus,
)

from backend.apps.deliveries.errors import MailDelayedError, MailInDoubtError, MailRefusedError
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.settings import DeliveriesSettings, Encryption

# No server on the way has to be able to carry more than seven bits. A line may have 998 letters,
# and no header is so long: folded, a subject could begin with an empty line.
SEVEN_BITS = WIRE.clone(cte_type="7bit", max_line_length=998)
DOT_AT_LINE_START = re.compile(rb"^\.", re.MULTILINE)
TEMPORARY, FINAL = 400, 500
NO_ANSWER = (SMTPException, OSError, TimeoutError)


class Line:
    """A connection to the server, on which one mail is sent in two steps."""

    def __init__(self, smtp: SMTP, sender: str, seconds: float) -> None:
        self.smtp = smtp
        self.sender = sender
        self.seconds = seconds

    async def announce(self, delivery: Delivery) -> None:
        """Send all but the dot at the end of the text: nothing can arrive yet. Raises MailError."""
        text = mail_of(delivery, self.sender).as_bytes(policy=SEVEN_BITS)
        with absences(), refusals():
            async with timeout(self.seconds):
                await self.smtp.mail(self.sender)
                await self.smtp.rcpt(delivery.recipient)
                demand(await self.smtp.execute_command(b"DATA"), SMTPStatus.start_input)
                self.write(DOT_AT_LINE_START.sub(b"..", text))

    async def hand_over(self) -> None:
        """Send the dot and hear whether the mail was taken. Raises MailError.

        Who hears nothing does not know: the server may have taken it and died, or answered into a
        connection that broke.
        """
        # Nothing comes between this look and the dot: who has hung up until here has not got it.
        if not self.smtp.is_connected:
            raise MailDelayedError("The mail server hung up before the end of the mail.")
        with doubts(), refusals():
            async with timeout(self.seconds):
                demand(await self.smtp.execute_command(b"."), SMTPStatus.completed)

    def write(self, text: bytes) -> None:
        if self.smtp.protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        self.smtp.protocol.write(text)


class Postman:
    def __init__(self, settings: DeliveriesSettings) -> None:
        self.settings = settings

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """Connect, and hang up at the end. Raises MailDelayedError if that fails."""
        smtp = self.client()
        with absences():
            async with timeout(self.settings.smtp_seconds):
                await smtp.connect()
        try:
            yield Line(smtp, self.settings.mail_sender, self.settings.smtp_seconds)
            # What was agreed stays so, however the goodbye is taken.
            with suppress(*NO_ANSWER):
                await smtp.quit(timeout=self.settings.smtp_seconds)
        finally:
            smtp.close()

    def client(self) -> SMTP:
        settings, password = self.settings, self.settings.smtp_password
        return SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=password.get_secret_value() if password else None,
            use_tls=settings.smtp_encryption is Encryption.TLS,
            # Never by chance: encrypted if it was asked for, and then or not at all.
            start_tls=settings.smtp_encryption is Encryption.STARTTLS,
            timeout=settings.smtp_seconds,
        )


def mail_of(delivery: Delivery, sender: str) -> EmailMessage:
    """The same mail has the same id whenever it is sent, so that a reader's server can tell."""
    mail = EmailMessage()
    mail["Message-ID"] = f"<{delivery.id}@{sender.rpartition('@')[2]}>"
    mail["Date"] = format_datetime(delivery.created_at)
    mail["From"] = sender
    mail["To"] = delivery.recipient
    mail["Subject"] = delivery.subject
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(delivery.text)
    return mail


def demand(answer: SMTPResponse, code: SMTPStatus) -> None:
    if answer.code != code:
        raise SMTPResponseException(answer.code, answer.message)


@contextmanager
def refusals() -> Iterator[None]:
    """Tell what the server will never take from what it may take at another time."""
    try:
        yield
    except SMTPResponseException as error:
        if error.code < TEMPORARY:
            # No answer that SMTP knows: as good as none.
            raise
        kind = MailRefusedError if error.code >= FINAL else MailDelayedError
        raise kind(f"The mail server said: {error.code} {error.message}") from error
    except UnicodeEncodeError as error:
        raise MailRefusedError("The address has letters that this mail cannot carry.") from error


@contextmanager
def absences() -> Iterator[None]:
    try:
        yield
    except NO_ANSWER as error:
        reason = str(error) or type(error).__name__
        raise MailDelayedError(f"The mail server does not answer: {reason}") from error


@contextmanager
def doubts() -> Iterator[None]:
    try:
        yield
    except NO_ANSWER as error:
        raise MailInDoubtError from error
