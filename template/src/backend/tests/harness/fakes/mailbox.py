"""What came by mail, and what the next conversations meet; each test has one of its own."""

from collections import deque
from typing import Protocol

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from backend.tests.harness.fakes.mail import Mail, MailFault, Stage, Take, mail_of


class Meets(Protocol):
    """The conversation, which knows what is to happen in it."""

    async def meet(self, stage: Stage) -> str | None: ...


class Mailbox:
    """Made anew for each test; what one conversation after the other meets, and what was taken."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.conversations = 0
        self.programme: deque[MailFault] = deque()
        self.habit: MailFault = Take()
        # Who may send, once there is anybody: names and passwords, on an encrypted connection.
        self.users: dict[str, str] = {}

    def will(self, *faults: MailFault) -> None:
        """Meet the next conversations with these, one each; after them mails are taken."""
        self.programme.extend(faults)

    def always(self, fault: MailFault) -> None:
        """Meet every conversation with this one, once the programme of `will` is over."""
        self.habit = fault

    def next_fault(self) -> MailFault:
        self.conversations += 1
        return self.programme.popleft() if self.programme else self.habit

    def authenticate(
        self, _: SMTP, __: Session, ___: Envelope, ____: str, given: LoginPassword
    ) -> AuthResult:
        password = self.users.get(given.login.decode())
        return AuthResult(success=password == given.password.decode(), handled=False)

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: "Meets", _: Session, envelope: Envelope
    ) -> str:
        """Take the mail, unless a fault has something against it."""
        if refused := await server.meet(Stage.DOT):
            return refused
        assert isinstance(envelope.content, bytes)
        for recipient in envelope.rcpt_tos:
            self.mails.append(mail_of(envelope.mail_from or "", recipient, envelope.content))
        return await server.meet(Stage.TAKEN) or "250 OK"
