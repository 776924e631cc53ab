"""What the tests of fakes stand on: one fake, and somebody who calls it."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from backend.tests.harness.fakes.mail_server import MailServer, open_mail_server
from backend.tests.harness.fakes.mailbox import Mailbox
from backend.tests.harness.fakes.samples import Greeter
from backend.tests.harness.fakes.server import FakeServer, open_server


@pytest.fixture(scope="session")
async def fake_server() -> AsyncIterator[FakeServer]:
    """A port for fakes, open for the whole run."""
    async with open_server() as server:
        yield server


@pytest.fixture(scope="session")
async def mail_server() -> AsyncIterator[MailServer]:
    """A port for mail, open for the whole run."""
    async with open_mail_server() as server:
        yield server


@pytest.fixture
async def greeter(fake_server: FakeServer) -> AsyncIterator[Greeter]:
    """A fake that greets, and has greeted nobody yet."""
    async with fake_server.running(Greeter()) as greeter:
        yield greeter


@pytest.fixture
async def caller(greeter: Greeter) -> AsyncIterator[AsyncClient]:
    """Calls the fake over a real socket."""
    async with AsyncClient(base_url=greeter.url, trust_env=False) as caller:
        yield caller


@pytest.fixture
async def mailbox(mail_server: MailServer) -> AsyncIterator[Mailbox]:
    """A mailbox that has taken no mail yet."""
    async with mail_server.running(Mailbox()) as mailbox:
        yield mailbox
