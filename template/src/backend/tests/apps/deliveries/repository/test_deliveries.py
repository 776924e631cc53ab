"""What is counted by day is counted in UTC, in one organization, and since a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.repository.dashboards import Dashboards
from backend.apps.deliveries.repository.deliveries import DeliveryRepository
from backend.apps.deliveries.values import DeliveryState
from backend.core.clock import utc_now
from backend.tests.apps.deliveries.builders import MakeDelivery

PENDING, SENDING, SENT, FAILED = DeliveryState
MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
EARLIER, LATER = date(2026, 11, 20), date(2026, 11, 21)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
async def test_a_day_ends_at_midnight_in_utc(
    make_delivery: MakeDelivery,
    organization: Organization,
    session: AsyncSession,
    dashboards: Dashboards,
    zone: str,
) -> None:
    await make_delivery(organization=organization, created_at=MIDNIGHT - MOMENT)
    await make_delivery(organization=organization, created_at=MIDNIGHT)
    await session.execute(text(f"SET LOCAL TIME ZONE '{zone}'"))

    deliveries = DeliveryRepository(session, dashboards)
    counted = await deliveries.count_by_day(organization.id, MIDNIGHT - timedelta(days=1))

    assert counted == [(LATER, PENDING, 1), (EARLIER, PENDING, 1)]


async def test_only_the_tenants_own_is_counted(
    make_delivery: MakeDelivery,
    organization: Organization,
    session: AsyncSession,
    dashboards: Dashboards,
) -> None:
    for state in (SENT, SENT, FAILED):
        await make_delivery(organization=organization, state=state, created_at=MIDNIGHT)
    await make_delivery(created_at=MIDNIGHT)

    counted = await DeliveryRepository(session, dashboards).count_by_day(organization.id, MIDNIGHT)

    assert sorted(counted) == [(LATER, FAILED, 1), (LATER, SENT, 2)]


async def test_what_is_older_is_not_counted(
    make_delivery: MakeDelivery,
    organization: Organization,
    session: AsyncSession,
    dashboards: Dashboards,
) -> None:
    await make_delivery(organization=organization, created_at=MIDNIGHT - MOMENT)

    counted = await DeliveryRepository(session, dashboards).count_by_day(organization.id, MIDNIGHT)

    assert counted == []


async def test_thousands_are_counted(
    make_delivery: MakeDelivery,
    organization: Organization,
    session: AsyncSession,
    dashboards: Dashboards,
) -> None:
    await make_delivery.history(organization, 2000)
    long_ago = utc_now() - timedelta(days=365)

    counted = await DeliveryRepository(session, dashboards).count_by_day(organization.id, long_ago)

    assert {state for _, state, _ in counted} == set(DeliveryState)
    assert sum(count for _, _, count in counted) == 2000
