"""The delivery history and the dashboard, as a client reads them."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from httpx import AsyncClient, Response

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.schemas import Counts, DashboardRead, DeliveryDetail, DeliveryRead
from backend.apps.deliveries.values import DeliveryState
from backend.core.clock import utc_now
from backend.core.pagination import Page, PageParams
from backend.tests.apps.answers import refusal_of, wrong_places
from backend.tests.apps.deliveries.builders import MakeDelivery
from backend.tests.apps.deliveries.paths import path_of

INVALID = (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")


def page_of(response: Response) -> Page[DeliveryRead]:
    return Page[DeliveryRead].model_validate(response.json())


async def test_the_history_is_listed_the_newest_first(
    member_client: AsyncClient,
    url: str,
    delivered_history: list[Delivery],
    make_delivery: MakeDelivery,
) -> None:
    await make_delivery()

    response = await member_client.get(url)

    items = [DeliveryRead.model_validate(delivery) for delivery in reversed(delivered_history)]
    assert page_of(response) == Page[DeliveryRead](items=items, total=4, limit=50, offset=0)


async def test_a_member_reads_a_mail_with_its_text(
    member_client: AsyncClient, delivered_history: list[Delivery]
) -> None:
    delivery = delivered_history[-1]

    response = await member_client.get(path_of(delivery))

    expected = DeliveryDetail.model_validate(delivery)
    assert DeliveryDetail.model_validate(response.json()) == expected


@pytest.mark.parametrize("wanted", DeliveryState)
async def test_the_history_of_one_state_is_listed(
    member_client: AsyncClient,
    url: str,
    delivered_history: list[Delivery],
    wanted: DeliveryState,
) -> None:
    response = await member_client.get(url, params={"state": wanted})

    expected = [delivery.id for delivery in delivered_history if delivery.state is wanted]
    assert [delivery.id for delivery in page_of(response).items] == expected


@pytest.mark.parametrize("column", ["recipient", "profile_id"])
async def test_the_history_of_one_reader_or_profile_is_listed(
    member_client: AsyncClient, url: str, delivered_history: list[Delivery], column: str
) -> None:
    wanted = delivered_history[2]

    response = await member_client.get(url, params={column: str(getattr(wanted, column))})

    assert [delivery.id for delivery in page_of(response).items] == [wanted.id]


async def test_the_history_of_a_time_is_listed(
    member_client: AsyncClient, organization: Organization, url: str, make_delivery: MakeDelivery
) -> None:
    history = await make_delivery.history(organization, 10)
    newest = page_of(await member_client.get(url, params={"limit": 10})).items
    since, until = newest[6].created_at.isoformat(), newest[2].created_at.isoformat()

    response = await member_client.get(url, params={"since": since, "until": until})

    assert [delivery.id for delivery in page_of(response).items] == history[3:7]


@pytest.mark.parametrize(
    "wanted",
    [PageParams(limit=3), PageParams(limit=100, offset=150), PageParams(offset=200)],
    ids=str,
)
async def test_a_long_history_comes_in_pages(
    member_client: AsyncClient,
    organization: Organization,
    url: str,
    make_delivery: MakeDelivery,
    wanted: PageParams,
) -> None:
    history = await make_delivery.history(organization, 200)

    response = await member_client.get(url, params=wanted.model_dump())

    page = page_of(response)
    assert [delivery.id for delivery in page.items] == history[wanted.offset :][: wanted.limit]
    assert (page.total, page.limit, page.offset) == (200, wanted.limit, wanted.offset)


@pytest.mark.validation
@pytest.mark.parametrize(
    "query",
    [
        "limit=101",
        "offset=-1",
        "state=lost",
        "recipient=",
        "recipient=nul%00",
        "profile_id=1",
        "since=yesterday",
        "since=0001-01-01T00:00:00%2B01:00",
        "until=2026-11-21T00:00:00",
        "sort=state",
    ],
)
async def test_a_history_that_cannot_be_is_refused(
    member_client: AsyncClient, url: str, query: str
) -> None:
    response = await member_client.get(f"{url}?{query}")

    assert refusal_of(response) == INVALID
    assert wrong_places(response) == [f"query.{query.partition('=')[0]}"]


@pytest.mark.validation
@pytest.mark.parametrize("query", ["days=0", "days=91", "days=all", "weeks=1"])
async def test_a_dashboard_that_cannot_be_is_refused(
    member_client: AsyncClient, organization: Organization, query: str
) -> None:
    response = await member_client.get(f"/v1/organizations/{organization.id}/dashboard?{query}")

    assert refusal_of(response) == INVALID
    assert wrong_places(response) == [f"query.{query.partition('=')[0]}"]


async def test_only_admins_send_again(
    member_client: AsyncClient, delivered_history: list[Delivery]
) -> None:
    response = await member_client.post(path_of(delivered_history[-1], "retry"))

    assert refusal_of(response) == (HTTPStatus.FORBIDDEN, "role-too-low")


async def test_a_dashboard_goes_back_as_far_as_it_is_asked(
    member_client: AsyncClient, organization: Organization, make_delivery: MakeDelivery
) -> None:
    await make_delivery(organization=organization, created_at=utc_now() - timedelta(days=10))
    url = f"/v1/organizations/{organization.id}/dashboard"

    month, week = [await member_client.get(url, params={"days": days}) for days in (30, 7)]

    assert DashboardRead.model_validate(month.json()).total == Counts(pending=1)
    assert DashboardRead.model_validate(week.json()).total == Counts()


@pytest.mark.parametrize("days", [1, 90])
async def test_a_dashboard_may_be_empty(
    member_client: AsyncClient, organization: Organization, days: int
) -> None:
    url = f"/v1/organizations/{organization.id}/dashboard"

    response = await member_client.get(url, params={"days": days})

    nothing = DashboardRead(total=Counts(), days=[])
    assert DashboardRead.model_validate(response.json()) == nothing
