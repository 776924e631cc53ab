"""Alert profiles, as a client reads, filters, sorts and pages through them."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient, Response

from backend.apps.accounts.models import Organization
from backend.apps.alerts.models import AlertProfile
from backend.apps.alerts.schemas import AlertProfileRead
from backend.core.pagination import Page, PageParams
from backend.tests.apps.alerts.builders import MakeAlertProfile
from backend.tests.apps.alerts.factories import AlertProfileFactory
from backend.tests.apps.alerts.paths import path_of
from backend.tests.apps.answers import refusal_of, wrong_places
from backend.tests.harness.persistence import Persist


def page_of(response: Response) -> Page[AlertProfileRead]:
    return Page[AlertProfileRead].model_validate(response.json())


async def test_a_member_reads_a_profile(
    member_client: AsyncClient, alert_profile: AlertProfile
) -> None:
    response = await member_client.get(path_of(alert_profile))

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


async def test_profiles_are_filtered_and_sorted(
    member_client: AsyncClient, organization: Organization, url: str, persist: Persist
) -> None:
    sample = AlertProfileFactory.build(organization_id=organization.id)
    await persist.many(sample, 4, lambda index: {"name": f"{index}", "max_value": 10**9 + index})

    response = await member_client.get(url, params={"value": 10**9 + 2, "order": "-name"})

    assert [profile.name for profile in page_of(response).items] == ["3", "2"]


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
