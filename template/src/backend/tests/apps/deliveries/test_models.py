"""What the table refuses, whatever the code above it forgets to ask."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.values import DeliveryState
from backend.core.database import Sessionmaker
from backend.tests.apps.deliveries.builders import MakeDelivery

# Fixed, for it becomes part of a test's name.
SOMETIME = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize("reached", DeliveryState)
async def test_every_state_can_be_stored(
    make_delivery: MakeDelivery, session: AsyncSession, reached: DeliveryState
) -> None:
    delivery = await make_delivery(state=reached)

    assert (await session.get_one(Delivery, delivery.id)).state is reached


@pytest.mark.parametrize(
    ("reached", "columns", "rule"),
    [
        (DeliveryState.SENT, {"sent_at": None}, "sent"),
        (DeliveryState.PENDING, {"sent_at": SOMETIME}, "sent"),
        (DeliveryState.FAILED, {"reason": None}, "failed"),
    ],
    ids=["sent, and not when", "when it was sent, and it was not", "failed, and not why"],
)
async def test_a_state_has_what_belongs_to_it(
    make_delivery: MakeDelivery, reached: DeliveryState, columns: dict[str, Any], rule: str
) -> None:
    with pytest.raises(IntegrityError, match=f"ck_deliveries_{rule}"):
        await make_delivery(state=reached, **columns)


async def test_a_reader_has_a_digest_once(make_delivery: MakeDelivery) -> None:
    first = await make_delivery()

    with pytest.raises(IntegrityError, match="uq_deliveries_digest_id_recipient"):
        await make_delivery(digest_id=first.digest_id, recipient=first.recipient)


async def test_a_history_ends_with_its_organization(
    make_delivery: MakeDelivery,
    organization: Organization,
    sessionmaker: Sessionmaker,
    session: AsyncSession,
) -> None:
    await make_delivery(organization=organization)
    theirs = await make_delivery()

    async with sessionmaker.begin() as removing:
        await removing.execute(delete(Organization).where(Organization.id == organization.id))

    assert (await session.scalars(select(Delivery.id))).all() == [theirs.id]
