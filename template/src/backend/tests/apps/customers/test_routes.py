"""Customers, as a client starts, reads and lists them."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.customers.models import Customer
from backend.apps.customers.schemas import CustomerRead
from backend.apps.customers.values import CustomerState
from backend.core.pagination import Page, PageParams
from backend.tests.apps.answers import problem_of, refusal_of, wrong_places
from backend.tests.apps.customers.builders import MakeCustomer
from backend.tests.apps.customers.factories import CustomerCreateFactory
from backend.tests.apps.customers.steps import path_of


async def test_who_is_started_is_stored_and_answered(
    admin_client: AsyncClient, organization: Organization, session: AsyncSession
) -> None:
    new = CustomerCreateFactory.build()
    url = f"/v1/organizations/{organization.id}/customers"

    response = await admin_client.post(url, json=new.model_dump(mode="json"))

    assert response.status_code == HTTPStatus.CREATED
    started = CustomerRead.model_validate(response.json())
    stored = await session.get_one(Customer, started.id)
    assert started == CustomerRead.model_validate(stored)
    assert (stored.name, stored.organization_id) == (new.name, organization.id)
    assert stored.state is CustomerState.STARTED


async def test_a_member_reads_a_customer(
    member_client: AsyncClient, onboarded_customer: Customer
) -> None:
    response = await member_client.get(path_of(onboarded_customer))

    expected = CustomerRead.model_validate(onboarded_customer)
    assert CustomerRead.model_validate(response.json()) == expected


async def test_a_customer_of_another_tenant_is_unknown(
    member_client: AsyncClient, organization: Organization, make_customer: MakeCustomer
) -> None:
    theirs = await make_customer()

    response = await member_client.get(f"/v1/organizations/{organization.id}/customers/{theirs.id}")

    assert refusal_of(response) == (HTTPStatus.NOT_FOUND, "customer-not-found")
    assert problem_of(response).detail == f"Customer {theirs.id} does not exist."


async def test_only_the_tenants_customers_are_listed(
    member_client: AsyncClient, customer: Customer, make_customer: MakeCustomer
) -> None:
    await make_customer()

    response = await member_client.get(f"/v1/organizations/{customer.organization_id}/customers")

    expected = CustomerRead.model_validate(customer)
    whole = Page[CustomerRead](items=[expected], total=1, limit=50, offset=0)
    assert Page[CustomerRead].model_validate(response.json()) == whole


async def test_customers_are_filtered_by_their_state(
    member_client: AsyncClient, onboarded_customer: Customer, make_customer: MakeCustomer
) -> None:
    organization = Organization(id=onboarded_customer.organization_id)
    await make_customer(organization=organization)

    response = await member_client.get(
        f"/v1/organizations/{organization.id}/customers", params={"state": "complete"}
    )

    expected = CustomerRead.model_validate(onboarded_customer)
    filtered = Page[CustomerRead](items=[expected], total=1, limit=50, offset=0)
    assert Page[CustomerRead].model_validate(response.json()) == filtered


@pytest.mark.parametrize(
    "wanted", [PageParams(limit=2), PageParams(limit=1, offset=1), PageParams(offset=9)], ids=str
)
async def test_customers_come_in_pages(
    member_client: AsyncClient,
    organization: Organization,
    make_customer: MakeCustomer,
    wanted: PageParams,
) -> None:
    customers = [await make_customer(organization=organization) for _ in range(3)]

    response = await member_client.get(
        f"/v1/organizations/{organization.id}/customers", params=wanted.model_dump()
    )

    shown = customers[wanted.offset :][: wanted.limit]
    items = [CustomerRead.model_validate(one) for one in shown]
    page = Page[CustomerRead](items=items, total=3, limit=wanted.limit, offset=wanted.offset)
    assert Page[CustomerRead].model_validate(response.json()) == page


@pytest.mark.validation
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", "state=lost", "sort=name"])
async def test_a_list_that_cannot_be_is_refused(
    member_client: AsyncClient, organization: Organization, query: str
) -> None:
    response = await member_client.get(f"/v1/organizations/{organization.id}/customers?{query}")

    assert refusal_of(response) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
    assert wrong_places(response) == [f"query.{query.partition('=')[0]}"]
