"""A profile is watched for in all there is, and in what comes in at the very same time."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.events import TendersMatched
from backend.apps.tenders.jobs import watches_in
from backend.apps.tenders.models import TenderMatch
from backend.core.database import Sessionmaker
from backend.tests.apps.tenders.builders import MakeTenders
from backend.tests.apps.tenders.comings import come_in, roadworks, save
from backend.tests.apps.tenders.factories import (
    ProfileRemovedFactory,
    ProfileSavedFactory,
)
from backend.tests.harness.jobs import Published


async def test_an_event_that_comes_again_tells_nothing(
    sessionmaker: Sessionmaker,
    organization: Organization,
    make_tenders: MakeTenders,
    published: Published,
) -> None:
    event = ProfileSavedFactory.build(organization_id=organization.id)
    await save(sessionmaker, event)
    await make_tenders(6)

    await save(sessionmaker, event)

    assert await published(TendersMatched) == []


async def test_a_removed_profile_finds_nothing_more(
    sessionmaker: Sessionmaker, organization: Organization, session: AsyncSession
) -> None:
    event = ProfileSavedFactory.build(organization_id=organization.id)
    await save(sessionmaker, event)

    async with sessionmaker.begin() as removing:
        await watches_in(removing).remove(
            ProfileRemovedFactory.build(
                organization_id=organization.id, profile_id=event.profile_id
            )
        )

    await come_in(sessionmaker, roadworks(1))
    assert (await session.scalars(select(TenderMatch))).all() == []
