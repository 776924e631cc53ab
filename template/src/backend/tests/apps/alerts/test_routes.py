"""Alert profiles, as a client reads, filters, sorts and pages through them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from httpx import AsyncClient, Response

from backend.apps.accounts.models import Organization
from backend.apps.alerts.models import AlertProfile
from backend.apps.alerts.schemas import AlertProfileRead
from backend.apps.alerts.values import AlertProfileOrder
from backend.core.pagination import Page, PageParams
from backend.tests.apps.alerts.builders import MakeAlertProfile
from backend.tests.apps.alerts.factories import AlertProfileFactory
from backend.tests.apps.answers import refusal_of, wrong_places
from backend.tests.harness.persistence import Persist


@dataclass(frozen=True)
class Filter:
    """What two profiles have, and the query that finds the first of them alone."""

    found: dict[str, object]
    passed_over: dict[str, object]
    query: dict[str, str | int]

    def __str__(self) -> str:
        return str(self.query)


FILTERS = [
    Filter({"keywords": ["bridge", "road"]}, {"keywords": ["tunnel"]}, {"keyword": "bridge"}),
    Filter({"keywords": ["bridge"]}, {"keywords": ["bridges"]}, {"keyword": "BRIDGE"}),
    Filter({"cpv_codes": ["45221100"]}, {"cpv_codes": ["45221110"]}, {"cpv_code": "45221100"}),
    Filter({"countries": ["DE", "FR"]}, {"countries": ["IT"]}, {"country": "FR"}),
    Filter({"min_value": 5}, {"min_value": 6}, {"value": 5}),
    Filter({"min_value": None}, {"min_value": 1}, {"value": 0}),
    Filter({"min_value": 0, "max_value": 5}, {"min_value": 0, "max_value": 4}, {"value": 5}),
    Filter({"min_value": 0, "max_value": None}, {"min_value": 0, "max_value": 7}, {"value": 8}),
    Filter(
        {"keywords": ["road"], "countries": ["DE"]},
        {"keywords": ["road"], "countries": ["FR"]},
        {"keyword": "road", "country": "DE"},
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


def page_of(response: Response) -> Page[AlertProfileRead]:
    return Page[AlertProfileRead].model_validate(response.json())


async def test_a_member_reads_a_profile(
    member_client: AsyncClient, url: str, alert_profile: AlertProfile
) -> None:
    response = await member_client.get(f"{url}/{alert_profile.id}")

    expected = AlertProfileRead.model_validate(alert_profile)
    assert AlertProfileRead.model_validate(response.json()) == expected


async def test_only_the_tenants_profiles_are_listed(
    member_client: AsyncClient,
    url: str,
    alert_profile: AlertProfile,
    make_alert_profile: MakeAlertProfile,
) -> None:
    await make_alert_profile()

    response = await member_client.get(url)

    expected = AlertProfileRead.model_validate(alert_profile)
    whole = Page[AlertProfileRead](items=[expected], total=1, limit=50, offset=0)
    assert page_of(response) == whole


@pytest.mark.parametrize("case", FILTERS, ids=str)
async def test_profiles_are_filtered(
    member_client: AsyncClient,
    organization: Organization,
    url: str,
    make_alert_profile: MakeAlertProfile,
    case: Filter,
) -> None:
    found = await make_alert_profile(organization=organization, **case.found)
    await make_alert_profile(organization=organization, **case.passed_over)

    response = await member_client.get(url, params=case.query)

    expected = AlertProfileRead.model_validate(found)
    whole = Page[AlertProfileRead](items=[expected], total=1, limit=50, offset=0)
    assert page_of(response) == whole


@pytest.mark.parametrize("order", ORDERS)
async def test_profiles_are_sorted(
    member_client: AsyncClient,
    organization: Organization,
    url: str,
    persist: Persist,
    order: AlertProfileOrder,
) -> None:
    sample = AlertProfileFactory.build(organization_id=organization.id)
    await persist.many(sample, 3, lambda index: {"name": NAMES[index], "created_at": DAYS[index]})

    response = await member_client.get(url, params={"order": order})

    assert [profile.name for profile in page_of(response).items] == ORDERS[order]


@pytest.mark.parametrize(
    "wanted",
    [PageParams(limit=2), PageParams(limit=100, offset=150), PageParams(offset=200)],
    ids=str,
)
async def test_profiles_come_in_pages(
    member_client: AsyncClient,
    organization: Organization,
    url: str,
    persist: Persist,
    wanted: PageParams,
) -> None:
    sample = AlertProfileFactory.build(organization_id=organization.id)
    keys = await persist.many(sample, 200, lambda index: {"name": f"Profile {index}"})

    response = await member_client.get(url, params=wanted.model_dump())

    page = page_of(response)
    assert [profile.id for profile in page.items] == keys[wanted.offset :][: wanted.limit]
    assert (page.total, page.limit, page.offset) == (200, wanted.limit, wanted.offset)


@pytest.mark.validation
@pytest.mark.parametrize(
    "query",
    [
        "limit=101",
        "offset=-1",
        "keyword=",
        "cpv_code=4522110",
        "country=de",
        "value=-1",
        "value=much",
        "order=value",
        "sort=name",
    ],
)
async def test_a_list_that_cannot_be_is_refused(
    member_client: AsyncClient, url: str, query: str
) -> None:
    response = await member_client.get(f"{url}?{query}")

    assert refusal_of(response) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
    assert wrong_places(response) == [f"query.{query.partition('=')[0]}"]
