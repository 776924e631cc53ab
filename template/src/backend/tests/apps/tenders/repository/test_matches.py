"""What fits what is decided in PostgreSQL: each pair is found once, by indexes, with a score."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import TextClause, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.tenders.models import TenderMatch
from backend.apps.tenders.repository.matches import (
    BATCH,
    OF_A_PROFILE,
    OF_TENDERS,
    TenderMatchRepository,
)
from backend.apps.tenders.values import CURRENCY
from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.tests.apps.tenders.builders import MakeTender, MakeTenders, MakeWatch
from backend.tests.apps.tenders.factories import WatchFactory, somebodys
from backend.tests.harness.persistence import Persist

MILLION = 1_000_000_00
LONG_AGO = datetime(2020, 2, 20, tzinfo=UTC)
ROADWORKS = {
    "title": "Roadworks, Berlin",
    "keywords": ["roadworks", "berlin", "roadworks berlin"],
    "cpv_codes": ["45233140"],
    "country": "DE",
    "value": MILLION,
}

# What is watched for, what there is besides, and the score; without a change it is "roadworks"
# that is watched for, and ROADWORKS that there is.
CASES: list[tuple[dict[str, Any], dict[str, object], float | None]] = [
    ({}, {}, 1),
    ({"keywords": ["roadworks", "bridge"]}, {}, 0.5),
    ({"keywords": ["roadworks berlin"]}, {}, 1),
    ({"keywords": ["road"]}, {}, None),
    ({"keywords": ["bridge"], "cpv_codes": ["45233140"]}, {}, 0.5),
    ({"keywords": [], "cpv_codes": ["45233140"]}, {}, 1),
    ({"keywords": [], "cpv_codes": ["45214200"]}, {}, None),
    ({"keywords": ["roadworks", "berlin"], "cpv_codes": ["45233140", "45214200"]}, {}, 0.75),
    ({"countries": ["FR", "DE"]}, {}, 1),
    ({"countries": ["FR"]}, {}, None),
    ({"min_value": MILLION}, {}, 1),
    ({"min_value": MILLION + 1}, {}, None),
    ({"max_value": MILLION}, {}, 1),
    ({"max_value": MILLION - 1}, {}, None),
    ({"min_value": MILLION - 1, "max_value": MILLION + 1}, {}, 1),
    ({"min_value": MILLION + 1}, {"value": None, "currency": None}, 1),
    ({"min_value": MILLION + 1}, {"currency": "PLN"}, 1),
    ({"is_active": False}, {}, None),
    ({}, {"deadline": None}, 1),
    ({}, {"deadline": LONG_AGO}, None),
]


async def matched(sessionmaker: Sessionmaker, *tender_ids: UUID) -> list[int]:
    """Compare these tenders with all watches, and return how large the batches were."""
    async with sessionmaker.begin() as session:
        batches = TenderMatchRepository(session).match_tenders(tender_ids)
        return [len(batch) async for batch in batches]


async def matched_profile(sessionmaker: Sessionmaker, profile_id: UUID) -> list[int]:
    async with sessionmaker.begin() as session:
        batches = TenderMatchRepository(session).match_profile(profile_id)
        return [len(batch) async for batch in batches]


async def plan_of(session: AsyncSession, statement: TextClause, **given: object) -> str:
    """Say how PostgreSQL would do it if it must not search through whole tables."""
    await session.execute(text("ANALYZE"))
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    given = {"now": utc_now(), "currency": CURRENCY, **given}
    return "\n".join(await session.scalars(text(f"EXPLAIN {statement.text}"), given))


@pytest.mark.parametrize("case", CASES)
async def test_a_tender_fits_as_far_as_it_is_what_is_wanted(
    make_watch: MakeWatch,
    make_tender: MakeTender,
    sessionmaker: Sessionmaker,
    session: AsyncSession,
    case: tuple[dict[str, Any], dict[str, object], float | None],
) -> None:
    wanted, there, score = case
    watch = await make_watch(**wanted)
    tender = await make_tender(**{**ROADWORKS, **there})

    await matched(sessionmaker, tender.id)

    found = (await session.scalars(select(TenderMatch))).all()
    assert [(match.profile_id, match.tender_id, match.score) for match in found] == (
        [] if score is None else [(watch.profile_id, tender.id, score)]
    )


async def test_a_match_is_its_organizations(
    make_watch: MakeWatch,
    make_tender: MakeTender,
    sessionmaker: Sessionmaker,
    session: AsyncSession,
) -> None:
    watches = [await make_watch() for _ in range(2)]
    tender = await make_tender(**ROADWORKS)

    await matched(sessionmaker, tender.id)

    found = (await session.scalars(select(TenderMatch))).all()
    assert {(match.organization_id, match.profile_id) for match in found} == {
        (watch.organization_id, watch.profile_id) for watch in watches
    }


async def test_only_the_tenders_in_question_are_compared(
    make_watch: MakeWatch, make_tenders: MakeTenders, sessionmaker: Sessionmaker
) -> None:
    await make_watch()
    first, *_ = await make_tenders(12)

    assert await matched(sessionmaker, first) == [1]
    assert await matched(sessionmaker) == []


async def test_only_the_profile_in_question_is_compared(
    make_watch: MakeWatch, make_tenders: MakeTenders, sessionmaker: Sessionmaker
) -> None:
    watch, _ = await make_watch(), await make_watch()
    await make_tenders(12)

    assert await matched_profile(sessionmaker, watch.profile_id) == [2]


async def test_a_pair_is_found_once(
    make_watch: MakeWatch, make_tender: MakeTender, sessionmaker: Sessionmaker
) -> None:
    watch, tender = await make_watch(), await make_tender(**ROADWORKS)

    assert await matched(sessionmaker, tender.id) == [1]
    assert await matched(sessionmaker, tender.id) == []
    assert await matched_profile(sessionmaker, watch.profile_id) == []


async def test_what_ten_thousand_tenders_match_comes_in_batches(
    make_watch: MakeWatch, make_tenders: MakeTenders, sessionmaker: Sessionmaker
) -> None:
    watch = await make_watch()
    await make_tenders(10_000)

    batches = await matched_profile(sessionmaker, watch.profile_id)

    assert batches == [BATCH] * 16 + [67]


async def test_an_index_finds_tenders_for_a_profile(
    make_watch: MakeWatch, make_tenders: MakeTenders, session: AsyncSession
) -> None:
    watch = await make_watch(keywords=["nothing like it"])
    await make_tenders(100)

    plan = await plan_of(session, OF_A_PROFILE, profile_id=watch.profile_id)

    assert "Bitmap Index Scan on ix_tenders_keywords_cpv_codes" in plan


async def test_an_index_finds_profiles_for_a_tender(
    persist: Persist, organization: Organization, make_tender: MakeTender, session: AsyncSession
) -> None:
    sample = WatchFactory.build(organization_id=organization.id)
    await persist.many(
        sample, 100, lambda index: {"profile_id": somebodys(), "keywords": [f"word {index}"]}
    )
    tender = await make_tender()

    plan = await plan_of(session, OF_TENDERS, tender_ids=[tender.id])

    assert "Bitmap Index Scan on ix_watches_keywords_cpv_codes" in plan
