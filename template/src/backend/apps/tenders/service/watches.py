"""What becomes of a profile here: it is watched for, in all that is there already too."""

from backend.apps.events import ProfileRemoved, ProfileSaved
from backend.apps.tenders.repository.watches import WatchRepository
from backend.apps.tenders.service.matching import Matching


class WatchService:
    def __init__(self, watches: WatchRepository, matching: Matching) -> None:
        self.watches = watches
        self.matching = matching

    async def save(self, event: ProfileSaved) -> None:
        """May be called again, and after a newer event: then it changes nothing."""
        await self.matching.keep_tenders()
        if await self.watches.note_saved(event):
            await self.matching.match_profile(event.profile_id)

    async def remove(self, event: ProfileRemoved) -> None:
        await self.watches.note_removed(event)
