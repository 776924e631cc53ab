"""What was found is told once, whole, and a hundred tenders at a time."""

from asyncio import create_task, wait
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.events import MatchedTender, TendersMatched
from backend.apps.tenders.models import TenderMatch
from backend.core.database import Sessionmaker
from backend.tests.apps.tenders.builders import MakeTender, MakeTenders
from backend.tests.apps.tenders.comings import come_in, roadworks, save, take_in
from backend.tests.apps.tenders.factories import (
    ProfileSavedFactory,
)
from backend.tests.harness.jobs import Published
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox


async def test_a_new_profile_finds_what_is_there(
    sessionmaker: Sessionmaker,
    organization: Organization,
    make_tender: MakeTender,
    published: Published,
) -> None:
    tender = await make_tender(title="Roadworks", keywords=["roadworks"])
    event = ProfileSavedFactory.build(organization_id=organization.id)

    await save(sessionmaker, event)

    (told,) = await published(TendersMatched)
    assert told == TendersMatched(
        id=told.id,
        at=told.at,
        organization_id=organization.id,
        profile_id=event.profile_id,
        profile_name=event.name,
        tenders=(
            MatchedTender(
                tender_id=tender.id,
                title=tender.title,
                buyer=tender.buyer,
                country=tender.country,
                url=tender.url,
                score=1,
                deadline=tender.deadline,
                value=tender.value,
                currency=tender.currency,
            ),
        ),
    )


async def test_many_matches_are_told_a_hundred_at_a_time(
    sessionmaker: Sessionmaker,
    organization: Organization,
    make_tenders: MakeTenders,
    published: Published,
) -> None:
    await make_tenders(1_500)

    await save(sessionmaker, ProfileSavedFactory.build(organization_id=organization.id))

    told = await published(TendersMatched)
    assert [len(event.tenders) for event in told] == [100, 100, 50]


@pytest.mark.committed
async def test_whatever_runs_at_once_finds_each_pair_once(
    sandbox: Sandbox, organization: Organization, session: AsyncSession, published: Published
) -> None:
    tenders = roadworks(20)
    events = [ProfileSavedFactory.build(organization_id=organization.id) for _ in range(3)]

    await race(
        sandbox,
        *(come_in(sandbox.sessionmaker, tenders[:15]) for _ in range(2)),
        *(save(sandbox.sessionmaker, event) for event in events * 2),
        come_in(sandbox.sessionmaker, tenders[5:]),
    )

    pairs = [
        (match.profile_id, match.tender_id) for match in await session.scalars(select(TenderMatch))
    ]
    ids = {tender_id for _, tender_id in pairs}
    assert len(ids) == len(tenders)
    assert sorted(pairs) == sorted(product((event.profile_id for event in events), ids))
    told = await published(TendersMatched)
    assert sum(len(event.tenders) for event in told) == len(pairs)


@pytest.mark.committed
async def test_what_is_not_committed_yet_is_waited_for(
    sessionmaker: Sessionmaker, organization: Organization, session: AsyncSession
) -> None:
    event = ProfileSavedFactory.build(organization_id=organization.id)
    async with sessionmaker.begin() as coming_in:
        await take_in(coming_in, roadworks(1))
        saving = create_task(save(sessionmaker, event))
        done, _ = await wait([saving], timeout=0.2)
        assert not done

    await saving

    assert len((await session.scalars(select(TenderMatch))).all()) == 1
