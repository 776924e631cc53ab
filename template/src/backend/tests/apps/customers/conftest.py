"""The nouns of customers: who has just begun, and who has come all the way."""

import pytest

from backend.apps.accounts.models import Organization
from backend.apps.customers.models import Customer
from backend.apps.customers.values import CustomerState
from backend.tests.apps.accounts.builders import MakeOrganization
from backend.tests.apps.customers.builders import CustomerBuilder, MakeCustomer
from backend.tests.harness.persistence import Persist


@pytest.fixture
def make_customer(persist: Persist, make_organization: MakeOrganization) -> MakeCustomer:
    """Saves a customer at any point of the onboarding."""
    return CustomerBuilder(persist, make_organization)


@pytest.fixture
async def customer(make_customer: MakeCustomer, organization: Organization) -> Customer:
    """A customer of `organization` whose onboarding has just started."""
    return await make_customer(organization=organization)


@pytest.fixture
async def onboarded_customer(make_customer: MakeCustomer, organization: Organization) -> Customer:
    """A customer of `organization` who has come all the way."""
    return await make_customer(organization=organization, state=CustomerState.COMPLETE)
