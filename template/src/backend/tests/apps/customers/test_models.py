"""What the table refuses, whatever the code above it forgets to ask."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.customers.models import Customer
from backend.apps.customers.values import CustomerPlan, CustomerState
from backend.tests.apps.customers.builders import MakeCustomer

STARTED, PROFILED, SUBSCRIBED, COMPLETE = CustomerState
# What a customer in this state may not have or lack, and the constraint that says so.
IMPOSSIBLE = [
    (STARTED, {"legal_name": "Analytical Engines"}, "profile"),
    (STARTED, {"plan": CustomerPlan.TEAM}, "subscription"),
    (PROFILED, {"legal_name": None}, "profile"),
    (PROFILED, {"country": None}, "profile"),
    (PROFILED, {"contact_email": None}, "profile"),
    (PROFILED, {"plan": CustomerPlan.TEAM}, "subscription"),
    (SUBSCRIBED, {"plan": None}, "subscription"),
    (SUBSCRIBED, {"completed_at": datetime(2026, 11, 21, tzinfo=UTC)}, "completion"),
    (COMPLETE, {"completed_at": None}, "completion"),
]


@pytest.mark.parametrize(("reached", "columns", "rule"), IMPOSSIBLE, ids=str)
async def test_a_state_has_what_its_steps_brought(
    make_customer: MakeCustomer,
    session: AsyncSession,
    reached: CustomerState,
    columns: dict[str, object],
    rule: str,
) -> None:
    await make_customer(state=reached)

    with pytest.raises(IntegrityError, match=f"ck_customers_{rule}"):
        await session.execute(update(Customer).values(**columns))


@pytest.mark.parametrize("column", ["state", "plan"])
async def test_only_known_words_exist(
    make_customer: MakeCustomer, session: AsyncSession, column: str
) -> None:
    await make_customer(state=SUBSCRIBED)

    with pytest.raises(IntegrityError, match=r"ck_customers_"):
        await session.execute(text(f"UPDATE customers SET {column} = 'lost'"))  # noqa: S608 - ours


@pytest.mark.parametrize("reached", CustomerState)
async def test_every_state_can_be_stored(
    make_customer: MakeCustomer, reached: CustomerState
) -> None:
    customer = await make_customer(state=reached)

    assert customer.state is reached


async def test_customers_end_with_their_organization(
    make_customer: MakeCustomer, session: AsyncSession
) -> None:
    await make_customer()

    await session.execute(delete(Organization))

    assert await session.scalar(select(Customer)) is None
