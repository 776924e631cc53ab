"""What happens to tenders and profiles, each in a transaction of its own, as in a worker."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.events import ProfileSaved
from backend.apps.tenders.jobs import watches_in
from backend.apps.tenders.repository.matches import TenderMatchRepository
from backend.apps.tenders.repository.tenders import TenderRepository
from backend.apps.tenders.schemas import FeedTender
from backend.apps.tenders.service.matching import Matching
from backend.core.database import Sessionmaker
from backend.core.outbox import Outbox
from backend.tests.apps.tenders.factories import PublishedFactory


def roadworks(count: int) -> list[FeedTender]:
    return [
        FeedTender.model_validate(
            PublishedFactory.build(reference=f"{index:04}", title="Roadworks").model_dump()
        )
        for index in range(count)
    ]


async def save(sessionmaker: Sessionmaker, event: ProfileSaved) -> None:
    async with sessionmaker.begin() as session:
        await watches_in(session).save(event)


async def come_in(sessionmaker: Sessionmaker, tenders: list[FeedTender]) -> None:
    async with sessionmaker.begin() as session:
        await take_in(session, tenders)


async def take_in(session: AsyncSession, tenders: list[FeedTender]) -> None:
    matching = Matching(TenderMatchRepository(session), Outbox(session))
    await matching.keep_profiles()
    changed = await TenderRepository(session).save(tenders)
    await matching.match_tenders(changed)
