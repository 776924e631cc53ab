"""Onboarding: one step after the other, none skipped, none twice, none lost."""

from http import HTTPStatus
from itertools import product

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.customers.models import Customer
from backend.apps.customers.schemas import CustomerRead
from backend.apps.customers.values import CustomerState
from backend.tests.apps.answers import problem_of, refusal_of
from backend.tests.apps.commits import LoseCommits
from backend.tests.apps.customers.builders import MakeCustomer
from backend.tests.apps.customers.factories import (
    CustomerProfileFactory,
    CustomerSubscriptionFactory,
)
from backend.tests.apps.customers.steps import FINISH, PROFILE, STEPS, SUBSCRIBE, Step
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox

ONBOARDING_ORDER = (HTTPStatus.CONFLICT, "onboarding-order")
OUT_OF_ORDER = [
    (state, step) for state, step in product(CustomerState, STEPS) if step.follows is not state
]


@pytest.mark.parametrize("step", STEPS, ids=str)
async def test_a_step_leads_to_the_next_state(
    admin_client: AsyncClient,
    make_customer: MakeCustomer,
    organization: Organization,
    session: AsyncSession,
    step: Step,
) -> None:
    customer = await make_customer(organization=organization, state=step.follows)

    response = await step.take(admin_client, customer)

    assert response.status_code == HTTPStatus.OK
    stored = await session.get_one(Customer, customer.id)
    assert stored.state is step.leads_to
    assert CustomerRead.model_validate(response.json()) == CustomerRead.model_validate(stored)


@pytest.mark.parametrize(("reached", "step"), OUT_OF_ORDER, ids=str)
async def test_a_step_out_of_order_is_refused(
    admin_client: AsyncClient,
    make_customer: MakeCustomer,
    organization: Organization,
    reached: CustomerState,
    step: Step,
) -> None:
    customer = await make_customer(organization=organization, state=reached)

    response = await step.take(admin_client, customer)

    assert refusal_of(response) == ONBOARDING_ORDER


async def test_a_refused_step_changes_nothing(
    admin_client: AsyncClient, onboarded_customer: Customer, session: AsyncSession
) -> None:
    before = CustomerRead.model_validate(onboarded_customer)

    for step in STEPS:
        await step.take(admin_client, onboarded_customer)

    stored = await session.get_one(Customer, onboarded_customer.id)
    assert CustomerRead.model_validate(stored) == before


async def test_the_refusal_says_what_stands_in_the_way(
    admin_client: AsyncClient, customer: Customer
) -> None:
    response = await FINISH.take(admin_client, customer)

    assert "is started and cannot become complete now" in response.text


async def test_all_steps_together_are_an_onboarding(
    admin_client: AsyncClient, customer: Customer
) -> None:
    profile = CustomerProfileFactory.build()
    subscription = CustomerSubscriptionFactory.build()

    await PROFILE.take(admin_client, customer, profile)
    await SUBSCRIBE.take(admin_client, customer, subscription)
    response = await FINISH.take(admin_client, customer)

    onboarded = CustomerRead.model_validate(response.json())
    assert onboarded.completed_at is not None
    assert onboarded == CustomerRead(
        id=customer.id,
        name=customer.name,
        state=CustomerState.COMPLETE,
        created_at=customer.created_at,
        completed_at=onboarded.completed_at,
        **profile.model_dump(),
        **subscription.model_dump(),
    )


@pytest.mark.committed
@pytest.mark.parametrize("step", STEPS, ids=str)
async def test_of_equal_steps_at_once_one_wins(
    admin_client: AsyncClient,
    make_customer: MakeCustomer,
    organization: Organization,
    sandbox: Sandbox,
    step: Step,
) -> None:
    customer = await make_customer(organization=organization, state=step.follows)

    responses = await race(sandbox, *(step.take(admin_client, customer) for _ in range(4)))

    statuses = sorted(response.status_code for response in responses)
    assert statuses == [HTTPStatus.OK, *[HTTPStatus.CONFLICT] * 3]


@pytest.mark.parametrize("step", STEPS, ids=str)
async def test_customers_of_other_tenants_are_unknown(
    admin_client: AsyncClient,
    make_customer: MakeCustomer,
    organization: Organization,
    step: Step,
) -> None:
    theirs = await make_customer(state=step.follows)
    seen_as_mine = Customer(id=theirs.id, organization_id=organization.id)

    response = await step.take(admin_client, seen_as_mine)

    assert refusal_of(response) == (HTTPStatus.NOT_FOUND, "customer-not-found")
    assert problem_of(response).detail == f"Customer {theirs.id} does not exist."


async def test_a_lost_commit_leaves_the_customer_where_it_was(
    admin_client: AsyncClient,
    customer: Customer,
    session: AsyncSession,
    lose_commits: LoseCommits,
) -> None:
    lose_commits()

    response = await PROFILE.take(admin_client, customer)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")
    stored = await session.get_one(Customer, customer.id)
    assert (stored.state, stored.legal_name) == (CustomerState.STARTED, None)
