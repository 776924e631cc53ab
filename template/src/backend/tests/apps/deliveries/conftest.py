"""The nouns of deliveries: mails on their way, and the server that takes them."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.resources import open_resources
from backend.apps.deliveries.settings import DeliveriesSettings
from backend.apps.deliveries.values import DeliveryState
from backend.apps.events import TendersMatched
from backend.core.dependencies import State, with_resources
from backend.tests.apps.accounts.builders import MakeMembership, MakeOrganization
from backend.tests.apps.deliveries.builders import DeliveryBuilder, MakeDelivery
from backend.tests.apps.deliveries.factories import TendersMatchedFactory
from backend.tests.apps.deliveries.mailers import DeliverMails, settings_of
from backend.tests.apps.deliveries.reading import ReadCounts
from backend.tests.harness.fakes.mail_server import MailServer, open_mail_server
from backend.tests.harness.fakes.mailbox import Mailbox
from backend.tests.harness.jobs import Publish, RunJobs
from backend.tests.harness.persistence import Persist


@pytest.fixture(scope="session")
async def mail_server() -> AsyncIterator[MailServer]:
    """The mail server's port, open for the whole run."""
    async with open_mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def mail_settings(mail_server: MailServer) -> DeliveriesSettings:
    """Settings that lead to the mail server."""
    return settings_of(mail_server)


@pytest.fixture
async def mailbox(mail_server: MailServer) -> AsyncIterator[Mailbox]:
    """The mail server, which has taken no mail yet."""
    async with mail_server.running(Mailbox()) as mailbox:
        yield mailbox


@pytest.fixture
async def state(state: State, mail_settings: DeliveriesSettings) -> AsyncIterator[State]:
    """What every request and job carries; deliveries' part of it leads to the mail server."""
    async with open_resources(mail_settings) as resources:
        yield with_resources(state, {"deliveries": resources})


@pytest.fixture
def make_delivery(persist: Persist, make_organization: MakeOrganization) -> MakeDelivery:
    """Saves a delivery in any state."""
    return DeliveryBuilder(persist, make_organization)


@pytest.fixture
async def delivered_history(
    make_delivery: MakeDelivery, organization: Organization
) -> list[Delivery]:
    """One delivery of `organization` in each state, the first the oldest."""
    return [await make_delivery(organization=organization, state=state) for state in DeliveryState]


@pytest.fixture
async def readers(make_membership: MakeMembership, organization: Organization) -> list[str]:
    """The addresses of the three members of `organization`, who read its digests."""
    members = [await make_membership(organization=organization) for _ in range(3)]
    return sorted(member.user.email for member in members)


@pytest.fixture
def url(organization: Organization) -> str:
    """Where the deliveries of `organization` are."""
    return f"/v1/organizations/{organization.id}/deliveries"


@pytest.fixture
def read_counts(member_client: AsyncClient, organization: Organization) -> ReadCounts:
    """Reads from the dashboard how many deliveries are in which state."""
    return ReadCounts(member_client, organization)


@pytest.fixture
async def digest(
    publish: Publish, organization: Organization, readers: list[str]
) -> TendersMatched:
    """News for `readers`, which is published and not handed on yet."""
    assert readers
    return await publish(TendersMatchedFactory.build(organization_id=organization.id))


@pytest.fixture
def deliver_mails(run_jobs: RunJobs, mailbox: Mailbox) -> DeliverMails:
    """Runs the jobs that are due, and gives all mails that have arrived so far."""
    return DeliverMails(run_jobs, mailbox)
