"""A fake mail server: aiosmtpd on a real socket, which fails on demand and remembers."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP

from backend.tests.harness.fakes.mail import HungUpError, Stage
from backend.tests.harness.fakes.mailbox import Mailbox
from backend.tests.harness.guards import tasks
from backend.tests.harness.guards.violations import fail

HOST = "127.0.0.1"
INPUT_STARTS, GREETING = "354", "220"


class Conversation(SMTP):
    """One connection: aiosmtpd speaks, and the fault has its say before each answer."""

    def __init__(self, mailbox: Mailbox, starttls: ssl.SSLContext | None = None) -> None:
        super().__init__(
            mailbox,
            hostname="fake",
            loop=asyncio.get_running_loop(),
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=mailbox.authenticate,
            auth_required=bool(mailbox.users),
        )
        self.fault = mailbox.next_fault()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        # It may outlive by a moment the test whose client has gone.
        tasks.KEPT.add(self.work())
        self.work().add_done_callback(tasks.KEPT.discard)

    def work(self) -> asyncio.Task[None]:
        assert self._handler_coroutine is not None
        return self._handler_coroutine

    def cut(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def end(self) -> None:
        # Who would not have our certificate has hung up before a word was said.
        if self._handler_coroutine is None:
            return
        self.cut()
        self.work().cancel()
        await asyncio.wait([self.work()])

    async def meet(self, stage: Stage) -> str | None:
        try:
            return await self.fault.strike() if self.fault.at is stage else None
        except HungUpError:
            self.cut()
            raise

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - the same
        if not await self.answered(Stage.MAIL):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - the same
        if not await self.answered(Stage.RCPT):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the same
        if not await self.answered(Stage.DATA):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802 - the same
        if not await self.answered(Stage.GOODBYE):
            await super().smtp_QUIT(arg)

    async def answered(self, stage: Stage) -> bool:
        answer = await self.meet(stage)
        if answer is not None:
            await super().push(answer)
        return answer is not None

    async def push(self, status: str | bytes) -> None:
        said = status if isinstance(status, str) else status.decode()
        if said.startswith(GREETING):
            said = await self.meet(Stage.GREETING) or said
        await super().push(said)
        if said.startswith(INPUT_STARTS):
            await self.meet(Stage.TEXT)


class MailServer:
    """A port on which one mailbox after the other answers; it is opened once a run.

    With `tls` it encrypts from the first byte on; with `starttls` once the client asks, and takes
    nothing from one who does not.
    """

    def __init__(
        self, *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.starttls = starttls
        self.tls = tls
        self.port = 0
        self.mailbox: Mailbox | None = None
        self.conversations: set[Conversation] = set()
        self.door: asyncio.Server | None = None

    async def open_door(self) -> None:
        loop = asyncio.get_running_loop()
        self.door = await loop.create_server(self.answer, HOST, self.port, ssl=self.tls)
        self.port = self.door.sockets[0].getsockname()[1]

    def close_door(self) -> None:
        assert self.door is not None
        self.door.close()

    def answer(self) -> Conversation:
        assert self.mailbox is not None, "No mailbox is open on this port."
        conversation = Conversation(self.mailbox, self.starttls)
        self.conversations.add(conversation)
        return conversation

    @asynccontextmanager
    async def refusing(self) -> AsyncIterator[None]:
        """Have nobody listen for a while: connections are refused."""
        self.close_door()
        yield
        await self.open_door()

    @asynccontextmanager
    async def running(self, mailbox: Mailbox) -> AsyncIterator[Mailbox]:
        """Let `mailbox` answer; at the end, hang up on everyone and tell what went unnoticed."""
        self.mailbox = mailbox
        try:
            yield mailbox
        finally:
            await self.hang_up()
            self.mailbox = None
        if mailbox.programme:
            fail(
                f"Mailbox was never asked often enough to meet "
                f"{', '.join(map(str, mailbox.programme))}: the test proves nothing about it."
            )

    async def hang_up(self) -> None:
        while self.conversations:
            await self.conversations.pop().end()


@asynccontextmanager
async def open_mail_server(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[MailServer]:
    server = MailServer(starttls=starttls, tls=tls)
    await server.open_door()
    try:
        yield server
    finally:
        server.close_door()
