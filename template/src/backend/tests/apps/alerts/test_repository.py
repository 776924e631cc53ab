"""Which profiles a query finds, and in which order."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.alerts.repository import AlertProfileRepository
from backend.apps.alerts.schemas import AlertProfileQuery
from backend.apps.alerts.values import AlertProfileOrder
from backend.tests.apps.alerts.builders import MakeAlertProfile
from backend.tests.apps.alerts.factories import AlertProfileFactory
from backend.tests.harness.persistence import Persist


@dataclass(frozen=True)
class Filter:
    """What two profiles have, and the query that finds the first of them alone."""

    found: dict[str, Any]
    passed_over: dict[str, Any]
    query: AlertProfileQuery

    def __str__(self) -> str:
        return str(self.query.model_dump(exclude_unset=True))


FILTERS = [
    Filter(
        {"keywords": ["bridge", "road"]},
        {"keywords": ["tunnel"]},
        AlertProfileQuery(keyword="bridge"),
    ),
    Filter(
        {"keywords": ["bridge"]}, {"keywords": ["bridges"]}, AlertProfileQuery(keyword="BRIDGE")
    ),
    Filter(
        {"cpv_codes": ["45221100"]},
        {"cpv_codes": ["45221110"]},
        AlertProfileQuery(cpv_code="45221100"),
    ),
    Filter({"countries": ["DE", "FR"]}, {"countries": ["IT"]}, AlertProfileQuery(country="FR")),
    Filter({"min_value": 5}, {"min_value": 6}, AlertProfileQuery(value=5)),
    Filter({"min_value": None}, {"min_value": 1}, AlertProfileQuery(value=0)),
    Filter(
        {"min_value": 0, "max_value": 5},
        {"min_value": 0, "max_value": 4},
        AlertProfileQuery(value=5),
    ),
    Filter(
        {"min_value": 0, "max_value": None},
        {"min_value": 0, "max_value": 7},
        AlertProfileQuery(value=8),
    ),
    Filter(
        {"keywords": ["road"], "countries": ["DE"]},
        {"keywords": ["road"], "countries": ["FR"]},
        AlertProfileQuery(keyword="road", country="DE"),
    ),
]
# Profiles made one after the other, and how they are shown.
NAMES = ["Newt", "Zebra", "Ant"]
DAYS = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
ORDERS = {
    AlertProfileOrder.CREATED: ["Newt", "Zebra", "Ant"],
    AlertProfileOrder.NEWEST: ["Ant", "Zebra", "Newt"],
    AlertProfileOrder.NAME: ["Ant", "Newt", "Zebra"],
    AlertProfileOrder.NAME_BACKWARDS: ["Zebra", "Newt", "Ant"],
}


@pytest.mark.parametrize("case", FILTERS, ids=str)
async def test_a_query_finds_what_it_names(
    make_alert_profile: MakeAlertProfile,
    organization: Organization,
    session: AsyncSession,
    case: Filter,
) -> None:
    found = await make_alert_profile(organization=organization, **case.found)
    await make_alert_profile(organization=organization, **case.passed_over)

    page = await AlertProfileRepository(session).page_in(organization.id, case.query)

    assert [profile.id for profile in page.items] == [found.id]
    assert page.total == 1


@pytest.mark.parametrize("order", ORDERS)
async def test_a_query_says_the_order(
    organization: Organization, persist: Persist, session: AsyncSession, order: AlertProfileOrder
) -> None:
    sample = AlertProfileFactory.build(organization_id=organization.id)
    await persist.many(sample, 3, lambda index: {"name": NAMES[index], "created_at": DAYS[index]})

    page = await AlertProfileRepository(session).page_in(
        organization.id, AlertProfileQuery(order=order)
    )

    assert [profile.name for profile in page.items] == ORDERS[order]
