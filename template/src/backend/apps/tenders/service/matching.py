"""What fits is found once and told once, a profile and a few tenders at a time."""

from collections.abc import AsyncIterator, Sequence
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from backend.apps.events import MatchedTender, TendersMatched
from backend.apps.tenders.repository.matches import Found, TenderMatchRepository
from backend.core.outbox import Outbox


class Matching:
    def __init__(self, matches: TenderMatchRepository, outbox: Outbox) -> None:
        self.matches = matches
        self.outbox = outbox

    async def keep_profiles(self) -> None:
        """Before tenders come in: let no profile change until this transaction is over."""
        await self.matches.keep_profiles()

    async def keep_tenders(self) -> None:
        """Before a profile changes: it and a tender would miss each other, both uncommitted."""
        await self.matches.keep_tenders()

    async def match_tenders(self, tender_ids: Sequence[UUID]) -> None:
        """Call it in the tenders' own transaction."""
        await self._tell(self.matches.match_tenders(tender_ids))

    async def match_profile(self, profile_id: UUID) -> None:
        await self._tell(self.matches.match_profile(profile_id))

    async def _tell(self, batches: AsyncIterator[Found]) -> None:
        async for batch in batches:
            for _, found in groupby(batch, itemgetter("profile_id")):
                await self.outbox.publish(matched(list(found)))


def matched(found: Found) -> TendersMatched:
    first = found[0]
    return TendersMatched(
        organization_id=first["organization_id"],
        profile_id=first["profile_id"],
        profile_name=first["name"],
        tenders=tuple(MatchedTender.model_validate(row) for row in found),
    )
