"""What the tables of tenders refuse, whatever the code above them forgets to ask."""

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.tenders.models import FeedRun, Tender, TenderMatch, Watch
from backend.tests.apps.tenders.builders import MakeTender, MakeTenderMatch, MakeWatch
from backend.tests.apps.tenders.composites import MatchedProfile
from backend.tests.harness.persistence import Persist


async def test_a_reference_names_one_tender(make_tender: MakeTender) -> None:
    tender = await make_tender()

    with pytest.raises(IntegrityError, match="uq_tenders_reference"):
        await make_tender(reference=tender.reference)


async def test_a_profile_is_watched_for_once(make_watch: MakeWatch) -> None:
    watch = await make_watch()

    with pytest.raises(IntegrityError, match="uq_watches_profile_id"):
        await make_watch(profile_id=watch.profile_id)


async def test_a_pair_matches_once(make_tender_match: MakeTenderMatch) -> None:
    match = await make_tender_match()

    with pytest.raises(IntegrityError, match="uq_tender_matches_profile_id_tender_id"):
        await make_tender_match(tender=match.tender, profile_id=match.profile_id)


async def test_one_run_is_running(persist: Persist) -> None:
    await persist(FeedRun())

    with pytest.raises(IntegrityError, match="uq_feed_runs_running"):
        await persist(FeedRun())


async def test_only_known_states_exist(persist: Persist, session: AsyncSession) -> None:
    await persist(FeedRun())

    with pytest.raises(IntegrityError, match="ck_feed_runs_state"):
        await session.execute(text("UPDATE feed_runs SET state = 'asleep'"))


async def test_an_organization_takes_its_own_with_it_and_leaves_the_tenders(
    matched_profile: MatchedProfile, session: AsyncSession
) -> None:
    await session.execute(delete(Organization))

    assert await session.scalar(select(Watch)) is None
    assert await session.scalar(select(TenderMatch)) is None
    assert len((await session.scalars(select(Tender))).all()) == len(matched_profile.matches)


async def test_a_match_ends_with_its_tender(
    matched_profile: MatchedProfile, session: AsyncSession
) -> None:
    await session.execute(delete(Tender).where(Tender.id == matched_profile.matches[0].tender_id))

    assert len((await session.scalars(select(TenderMatch))).all()) == 2
