"""What readers see of tenders and matches."""

from uuid import UUID

from backend.apps.accounts.models import Membership
from backend.apps.tenders.errors import TenderNotFoundError
from backend.apps.tenders.models import Tender, TenderMatch
from backend.apps.tenders.repository.matches import TenderMatchRepository
from backend.apps.tenders.repository.tenders import TenderRepository
from backend.apps.tenders.schemas import TenderMatchQuery, TenderQuery
from backend.core.pagination import Rows


class TenderService:
    def __init__(self, tenders: TenderRepository, matches: TenderMatchRepository) -> None:
        self.tenders = tenders
        self.matches = matches

    async def page(self, query: TenderQuery) -> Rows[Tender]:
        return await self.tenders.page_of(query)

    async def read(self, tender_id: UUID) -> Tender:
        found = await self.tenders.find(Tender.id == tender_id)
        if found is None:
            raise TenderNotFoundError(tender_id)
        return found

    async def matches_of(self, reader: Membership, query: TenderMatchQuery) -> Rows[TenderMatch]:
        return await self.matches.page_in(reader.organization_id, query)
