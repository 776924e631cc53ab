"""Which customers a query finds."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.customers.repository import CustomerRepository
from backend.apps.customers.schemas import CustomerQuery
from backend.apps.customers.values import CustomerState
from backend.tests.apps.customers.builders import MakeCustomer


@pytest.mark.parametrize("wanted", CustomerState)
async def test_a_query_may_name_a_state(
    make_customer: MakeCustomer,
    organization: Organization,
    session: AsyncSession,
    wanted: CustomerState,
) -> None:
    customers = {
        reached: await make_customer(organization=organization, state=reached)
        for reached in CustomerState
    }

    page = await CustomerRepository(session).page_in(organization.id, CustomerQuery(state=wanted))

    assert [customer.id for customer in page.items] == [customers[wanted].id]


async def test_a_query_without_a_state_finds_all(
    make_customer: MakeCustomer, organization: Organization, session: AsyncSession
) -> None:
    customers = [
        await make_customer(organization=organization, state=reached) for reached in CustomerState
    ]

    page = await CustomerRepository(session).page_in(organization.id, CustomerQuery())

    assert [customer.id for customer in page.items] == [customer.id for customer in customers]


async def test_a_customer_is_found_in_its_organization_alone(
    make_customer: MakeCustomer, organization: Organization, session: AsyncSession
) -> None:
    customer = await make_customer(organization=organization)
    theirs = await make_customer()

    customers = CustomerRepository(session)

    assert await customers.find_in(organization.id, customer.id) is not None
    assert await customers.find_in(organization.id, theirs.id) is None
    assert await customers.lock_in(organization.id, theirs.id) is None
