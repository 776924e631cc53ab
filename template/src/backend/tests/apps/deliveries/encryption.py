"""A mail server that takes nothing in the clear, under a certificate made for this run."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from trustme import CA

from backend.apps.deliveries.settings import DeliveriesSettings, Encryption
from backend.tests.harness.fakes.mail_server import HOST, open_mail_server
from backend.tests.harness.fakes.mailbox import Mailbox


@dataclass(frozen=True)
class StrictMail:
    """A mail server that is open, and settings that lead to it."""

    mailbox: Mailbox
    settings: DeliveriesSettings


@dataclass(frozen=True)
class OpenStrictMail:
    """The verb behind the fixtures `open_strange_mail` and `open_trusted_mail`."""

    authority: CA
    settings: DeliveriesSettings

    @asynccontextmanager
    async def __call__(self, encryption: Encryption) -> AsyncIterator[StrictMail]:
        """Open a server that encrypts in this way, and no other."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.authority.issue_cert(HOST).configure_cert(context)
        async with (
            open_mail_server(**{encryption.value: context}) as server,
            server.running(Mailbox()) as mailbox,
        ):
            there = {"smtp_port": server.port, "smtp_encryption": encryption}
            yield StrictMail(mailbox, self.settings.model_copy(update=there))


def trust(authority: CA, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this process believe what the authority vouches for, as an administrator would."""
    certificate = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(certificate))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
