"""What came by SMTP, and every way in which a mail server can fail to take it."""

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    """Where in the conversation something happens; from TAKEN on the server has the mail."""

    GREETING = "greeting"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    TEXT = "text"
    DOT = "dot"
    TAKEN = "taken"
    GOODBYE = "goodbye"


@dataclass(frozen=True)
class Mail:
    """A mail that was taken, as its reader sees it."""

    sender: str
    recipient: str
    message: EmailMessage

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return str(self.message.get_content()).replace("\r\n", "\n")


def mail_of(sender: str, recipient: str, content: bytes) -> Mail:
    message = message_from_bytes(content, policy=WIRE)
    assert isinstance(message, EmailMessage)
    return Mail(sender, recipient, message)


class HungUpError(ConnectionResetError):
    """The server has closed the connection on purpose."""


class MailFault(Protocol):
    """Something that the server does at one stage of one conversation."""

    @property
    def at(self) -> Stage: ...

    async def strike(self) -> str | None:
        """Return what to answer instead, or None to go on. Raises HungUpError."""
        ...


@dataclass(frozen=True)
class Answer:
    """A refusal: 4xx for now, 5xx for ever."""

    status: str
    at: Stage = Stage.RCPT

    async def strike(self) -> str | None:
        return self.status


@dataclass(frozen=True)
class HangUp:
    """The connection breaks, as when a server is killed."""

    at: Stage = Stage.DATA

    async def strike(self) -> str | None:
        raise HungUpError


@dataclass(frozen=True)
class Hold:
    """The server takes its time: until the test lets it go on, or the client has gone."""

    at: Stage = Stage.DOT
    reached: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    released: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    async def strike(self) -> str | None:
        self.reached.set()
        await self.released.wait()
        return None


@dataclass(frozen=True)
class Take:
    """Nothing happens: the mail is taken."""

    at: Stage = Stage.GREETING

    async def strike(self) -> str | None:
        return None
