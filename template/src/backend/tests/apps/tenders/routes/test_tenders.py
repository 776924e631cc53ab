"""Tenders are the same for every user, and nobody else's."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient

from backend.apps.tenders.schemas import TenderRead
from backend.core.pagination import Page
from backend.tests.apps.answers import refusal_of, wrong_places
from backend.tests.apps.tenders.builders import MakeTender, MakeTenders
from backend.tests.apps.tenders.factories import FAKER

TENDERS = "/v1/tenders"


async def test_a_tender_is_read_whole(member_client: AsyncClient, make_tender: MakeTender) -> None:
    tender = await make_tender()

    response = await member_client.get(f"{TENDERS}/{tender.id}")

    assert TenderRead.model_validate(response.json()) == TenderRead.model_validate(tender)


async def test_a_tender_that_is_not_there_is_not_found(member_client: AsyncClient) -> None:
    response = await member_client.get(f"{TENDERS}/{FAKER.uuid4()}")

    assert refusal_of(response) == (HTTPStatus.NOT_FOUND, "tender-not-found")


async def test_tenders_come_in_pages(member_client: AsyncClient, make_tenders: MakeTenders) -> None:
    ids = await make_tenders(5)

    response = await member_client.get(TENDERS, params={"limit": 2, "offset": 1})

    page = Page[TenderRead].model_validate(response.json())
    assert [tender.id for tender in page.items] == ids[1:3]
    assert (page.total, page.limit, page.offset) == (5, 2, 1)


async def test_a_list_is_filtered(member_client: AsyncClient, make_tenders: MakeTenders) -> None:
    roadworks, *_ = await make_tenders(6)

    response = await member_client.get(TENDERS, params={"keyword": "Roadworks", "country": "DE"})

    page = Page[TenderRead].model_validate(response.json())
    assert [tender.id for tender in page.items] == [roadworks]


@pytest.mark.parametrize("path", [TENDERS, f"{TENDERS}/5e5a2b1e-0000-4000-8000-000000000000"])
async def test_who_is_nobody_sees_nothing(client: AsyncClient, path: str) -> None:
    response = await client.get(path)

    assert refusal_of(response) == (HTTPStatus.UNAUTHORIZED, "access-token-missing")


@pytest.mark.validation
async def test_a_path_without_a_key_is_refused(member_client: AsyncClient) -> None:
    response = await member_client.get(f"{TENDERS}/the-best")

    assert wrong_places(response) == ["path.tender_id"]


@pytest.mark.validation
@pytest.mark.parametrize("query", ["cpv_code=45", "country=de", "keyword=", "value=1"])
async def test_a_question_that_cannot_be_is_refused(member_client: AsyncClient, query: str) -> None:
    response = await member_client.get(f"{TENDERS}?{query}")

    assert wrong_places(response) == [f"query.{query.partition('=')[0]}"]
