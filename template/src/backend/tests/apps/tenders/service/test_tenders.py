"""A tender is there or it is not, whoever asks."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.tenders.errors import TenderNotFoundError
from backend.apps.tenders.repository.matches import TenderMatchRepository
from backend.apps.tenders.repository.tenders import TenderRepository
from backend.apps.tenders.service.tenders import TenderService
from backend.tests.apps.tenders.builders import MakeTender
from backend.tests.apps.tenders.factories import FAKER


def service_in(session: AsyncSession) -> TenderService:
    return TenderService(TenderRepository(session), TenderMatchRepository(session))


async def test_a_tender_is_found_by_its_key(session: AsyncSession, make_tender: MakeTender) -> None:
    wanted, _ = await make_tender(), await make_tender()

    assert (await service_in(session).read(wanted.id)).reference == wanted.reference


async def test_another_key_finds_nothing(session: AsyncSession, make_tender: MakeTender) -> None:
    await make_tender()
    nobodys = FAKER.uuid4(cast_to=None)

    with pytest.raises(TenderNotFoundError, match=str(nobodys)):
        await service_in(session).read(nobodys)
