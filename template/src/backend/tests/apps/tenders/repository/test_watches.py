"""Events about profiles may come twice, late, or about nobody; the last word about each counts."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.events import ProfileRemoved, ProfileSaved
from backend.apps.tenders.models import Watch
from backend.apps.tenders.repository.watches import WatchRepository
from backend.core.database import Sessionmaker
from backend.tests.apps.tenders.factories import FAKER, ProfileRemovedFactory, ProfileSavedFactory

MINUTE = timedelta(minutes=1)


async def noted(sessionmaker: Sessionmaker, event: ProfileSaved | ProfileRemoved) -> bool:
    async with sessionmaker.begin() as session:
        watches = WatchRepository(session)
        if isinstance(event, ProfileSaved):
            return await watches.note_saved(event)
        return await watches.note_removed(event)


async def test_a_profile_is_watched_as_it_was_saved(
    sessionmaker: Sessionmaker, session: AsyncSession, organization: Organization
) -> None:
    event = ProfileSavedFactory.build(
        organization_id=organization.id,
        keywords=("Solar Power",),
        cpv_codes=("09331200",),
        countries=("DE", "FR"),
        min_value=1,
        max_value=2,
    )

    assert await noted(sessionmaker, event)

    stored = (await session.scalars(select(Watch))).one()
    told = ProfileSaved.model_validate(
        {**vars(stored), "id": event.id, "at": stored.told_at}, from_attributes=True
    )
    assert told == event.model_copy(update={"keywords": ("solar power",)})


async def test_a_later_event_counts_for_an_earlier_one(
    sessionmaker: Sessionmaker, session: AsyncSession, organization: Organization
) -> None:
    first = ProfileSavedFactory.build(organization_id=organization.id)
    later = ProfileSavedFactory.build(
        organization_id=organization.id, profile_id=first.profile_id, at=first.at + MINUTE
    )
    await noted(sessionmaker, first)

    assert await noted(sessionmaker, later)

    assert (await session.scalars(select(Watch))).one().name == later.name


@pytest.mark.parametrize("delay", [timedelta(0), MINUTE], ids=["again", "too late"])
async def test_what_comes_again_or_too_late_is_no_news(
    sessionmaker: Sessionmaker,
    session: AsyncSession,
    organization: Organization,
    delay: timedelta,
) -> None:
    last = ProfileSavedFactory.build(organization_id=organization.id)
    late = ProfileSavedFactory.build(
        organization_id=organization.id, profile_id=last.profile_id, at=last.at - delay
    )
    await noted(sessionmaker, last)

    assert not await noted(sessionmaker, late)

    assert (await session.scalars(select(Watch))).one().name == last.name


@pytest.mark.parametrize("order", [1, -1], ids=["saved first", "removed first"])
async def test_what_is_removed_stays_so(
    sessionmaker: Sessionmaker, session: AsyncSession, organization: Organization, order: int
) -> None:
    saved = ProfileSavedFactory.build(organization_id=organization.id)
    removed = ProfileRemovedFactory.build(
        organization_id=organization.id, profile_id=saved.profile_id, at=saved.at + MINUTE
    )
    events: list[ProfileSaved | ProfileRemoved] = [saved, removed]

    for event in events[::order]:
        await noted(sessionmaker, event)

    assert not (await session.scalars(select(Watch))).one().is_active


async def test_nobody_watches_for_an_organization_that_is_gone(
    sessionmaker: Sessionmaker, session: AsyncSession
) -> None:
    nobody = FAKER.uuid4(cast_to=None)

    assert not await noted(sessionmaker, ProfileSavedFactory.build(organization_id=nobody))

    assert (await session.scalars(select(Watch))).all() == []
