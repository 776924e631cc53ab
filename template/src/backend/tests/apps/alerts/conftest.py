"""The nouns of alerts."""

import pytest

from backend.apps.accounts.models import Organization
from backend.apps.alerts.models import AlertProfile
from backend.tests.apps.accounts.builders import MakeOrganization
from backend.tests.apps.alerts.builders import AlertProfileBuilder, MakeAlertProfile
from backend.tests.harness.persistence import Persist


@pytest.fixture
def make_alert_profile(persist: Persist, make_organization: MakeOrganization) -> MakeAlertProfile:
    """Saves an alert profile."""
    return AlertProfileBuilder(persist, make_organization)


@pytest.fixture
async def alert_profile(
    make_alert_profile: MakeAlertProfile, organization: Organization
) -> AlertProfile:
    """A profile of `organization`."""
    return await make_alert_profile(organization=organization)


@pytest.fixture
def url(organization: Organization) -> str:
    """Where the profiles of `organization` are."""
    return f"/v1/organizations/{organization.id}/alert-profiles"
