"""How tenders can go wrong."""

from uuid import UUID

from backend.core.errors import NotFoundError


class TenderNotFoundError(NotFoundError):
    def __init__(self, tender_id: UUID) -> None:
        super().__init__(f"Tender {tender_id} does not exist.")
