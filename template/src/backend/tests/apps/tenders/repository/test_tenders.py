"""Tenders are inserted or revised, whichever the feed tells first, and found by their words."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.tenders.models import Tender
from backend.apps.tenders.repository.tenders import TenderRepository
from backend.apps.tenders.schemas import FeedTender, TenderQuery
from backend.apps.tenders.values import phrases_of
from backend.core.database import Sessionmaker
from backend.tests.apps.tenders.builders import NEWEST, MakeTender, MakeTenders
from backend.tests.apps.tenders.factories import PublishedFactory
from backend.tests.harness.queries import at_most_queries
from backend.tests.harness.sandbox import Sandbox

HOUR = timedelta(hours=1)


def published(**fields: Any) -> FeedTender:  # noqa: ANN401 - whatever the factory takes
    return FeedTender.model_validate(PublishedFactory.build(**fields).model_dump())


async def saved(sessionmaker: Sessionmaker, *tenders: FeedTender) -> int:
    """Save them as one page, and return how many of them were news."""
    async with sessionmaker.begin() as session:
        return len(await TenderRepository(session).save(tenders))


async def test_what_is_new_is_stored_whole(
    sessionmaker: Sessionmaker, session: AsyncSession
) -> None:
    tender = published(title="Solar power, Bonn")

    assert await saved(sessionmaker, tender) == 1

    stored = (await session.scalars(select(Tender))).one()
    assert FeedTender.model_validate(stored, from_attributes=True) == tender
    assert stored.keywords == phrases_of("Solar power, Bonn")


async def test_a_newer_version_replaces_the_older(
    sessionmaker: Sessionmaker, session: AsyncSession
) -> None:
    old = published()
    new = published(reference=old.reference, revised_at=old.revised_at + HOUR)
    await saved(sessionmaker, old)

    assert await saved(sessionmaker, new) == 1

    stored = (await session.scalars(select(Tender))).one()
    assert FeedTender.model_validate(stored, from_attributes=True) == new


@pytest.mark.parametrize("age", [timedelta(0), HOUR], ids=["the same", "an older one"])
async def test_what_is_no_news_changes_nothing(
    sessionmaker: Sessionmaker, session: AsyncSession, age: timedelta
) -> None:
    known = published()
    again = published(reference=known.reference, revised_at=known.revised_at - age)
    await saved(sessionmaker, known)

    assert await saved(sessionmaker, again) == 0

    stored = (await session.scalars(select(Tender))).one()
    assert stored.title == known.title


@pytest.mark.parametrize("order", [1, -1], ids=["older first", "newer first"])
async def test_of_two_versions_on_a_page_the_newer_counts(
    sessionmaker: Sessionmaker, session: AsyncSession, order: int
) -> None:
    old = published()
    new = published(reference=old.reference, revised_at=old.revised_at + HOUR)

    assert await saved(sessionmaker, *[old, new][::order]) == 1

    stored = (await session.scalars(select(Tender))).one()
    assert stored.title == new.title


async def test_a_revised_tender_keeps_its_key(
    sessionmaker: Sessionmaker, session: AsyncSession, make_tender: MakeTender
) -> None:
    known = await make_tender()
    newer = known.revised_at + HOUR

    await saved(sessionmaker, published(reference=known.reference, revised_at=newer))

    stored = (await session.scalars(select(Tender))).one()
    assert (stored.id, stored.created_at) == (known.id, known.created_at)


async def test_a_whole_page_is_one_statement(sessionmaker: Sessionmaker, sandbox: Sandbox) -> None:
    page = [published(reference=f"{index}") for index in range(500)]

    with at_most_queries(1, sandbox):
        assert await saved(sessionmaker, *page) == 500


async def test_an_empty_page_is_none(sessionmaker: Sessionmaker, sandbox: Sandbox) -> None:
    with at_most_queries(0, sandbox):
        assert await saved(sessionmaker) == 0


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (TenderQuery(), 60),
        (TenderQuery(keyword="Construction OF a"), 10),
        (TenderQuery(cpv_code="45233140"), 10),
        (TenderQuery(cpv_code="45233140", keyword="roadworks"), 10),
        (TenderQuery(cpv_code="45233140", keyword="school"), 0),
        (TenderQuery(country="DE"), 60),
        (TenderQuery(country="FR"), 0),
    ],
    ids=str,
)
async def test_a_list_is_as_long_as_what_it_asks_for(
    make_tenders: MakeTenders, session: AsyncSession, query: TenderQuery, count: int
) -> None:
    await make_tenders(60)

    page = await TenderRepository(session).page_of(query)

    assert page.total == count


async def test_a_list_begins_with_the_newest(
    make_tenders: MakeTenders, session: AsyncSession
) -> None:
    def later_and_later(index: int) -> dict[str, object]:
        return {"reference": f"{index}", "published_at": NEWEST + index * HOUR}

    ids = await make_tenders(10, later_and_later)

    page = await TenderRepository(session).page_of(TenderQuery(limit=3, offset=2))

    assert [tender.id for tender in page.items] == ids[::-1][2:5]
