"""What the tests of the services stand on: somebody who sends, and servers that encrypt."""

from pathlib import Path

import pytest
from trustme import CA

from backend.apps.accounts.models import Membership, Organization
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.service.sending import Sender
from backend.apps.deliveries.settings import DeliveriesSettings
from backend.apps.deliveries.values import DeliveryState
from backend.core.dependencies import State
from backend.tests.apps.accounts.builders import MakeMembership
from backend.tests.apps.accounts.factories import UserFactory
from backend.tests.apps.deliveries.builders import MakeDelivery
from backend.tests.apps.deliveries.encryption import OpenStrictMail, trust
from backend.tests.apps.deliveries.senders import SendOne, sender_of
from backend.tests.harness.persistence import Persist


@pytest.fixture
def open_strange_mail(mail_settings: DeliveriesSettings) -> OpenStrictMail:
    """Opens a mail server that takes nothing in the clear, and whom nobody here trusts."""
    return OpenStrictMail(CA(), mail_settings)


@pytest.fixture
def open_trusted_mail(
    mail_settings: DeliveriesSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> OpenStrictMail:
    """The same, with a certificate that this process trusts as long as the test runs."""
    authority = CA()
    trust(authority, tmp_path, monkeypatch)
    return OpenStrictMail(authority, mail_settings)


@pytest.fixture
def sender(state: State, mail_settings: DeliveriesSettings) -> Sender:
    """Sends to the mail server as a worker does."""
    return sender_of(state, mail_settings)


@pytest.fixture
def send_one(
    state: State,
    mail_settings: DeliveriesSettings,
    make_delivery: MakeDelivery,
    organization: Organization,
) -> SendOne:
    """Saves a delivery of `organization` and sends it."""
    return SendOne(state, mail_settings, make_delivery, organization)


@pytest.fixture
async def gone_reader(
    make_membership: MakeMembership, organization: Organization, persist: Persist
) -> Membership:
    """The only member of `organization`, who may not sign in any more."""
    gone = await persist(UserFactory.build(is_active=False))
    return await make_membership(organization=organization, user=gone)


@pytest.fixture
async def failed(make_delivery: MakeDelivery, organization: Organization) -> Delivery:
    """A delivery of `organization` that was refused in the last of three attempts."""
    return await make_delivery(organization=organization, state=DeliveryState.FAILED)
