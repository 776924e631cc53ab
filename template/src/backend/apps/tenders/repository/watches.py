"""What organizations watch for, as the events about their profiles told it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from backend.apps.accounts.models import Organization
from backend.apps.events import ProfileRemoved, ProfileSaved
from backend.apps.tenders.models import Watch
from backend.core.repository import Repository

NOTHING: dict[str, Any] = {"name": "", "keywords": [], "cpv_codes": [], "countries": []}


class WatchRepository(Repository[Watch]):
    model = Watch

    async def note_saved(self, event: ProfileSaved) -> bool:
        """Say whether it is news: what comes again, or too late, is none."""
        profile = event.model_dump(exclude={"id", "at"})
        profile["keywords"] = [keyword.lower() for keyword in event.keywords]
        return await self._note({**profile, "is_active": True, "told_at": event.at})

    async def note_removed(self, event: ProfileRemoved) -> bool:
        """Note it of an unknown profile too: an older event about it may have still to come."""
        profile = {**NOTHING, **event.model_dump(exclude={"id", "at"})}
        return await self._note({**profile, "is_active": False, "told_at": event.at})

    async def _note(self, watch: dict[str, Any]) -> bool:
        if not await self._is_there(watch["organization_id"]):
            return False
        new = insert(Watch).values(**watch)
        noted = new.on_conflict_do_update(
            index_elements=[Watch.profile_id],
            set_=watch,
            where=Watch.told_at < new.excluded.told_at,
        )
        return await self.session.scalar(noted.returning(Watch.id)) is not None

    async def _is_there(self, organization_id: UUID) -> bool:
        # And that it stays: nobody can dissolve it before this transaction is over.
        organization = select(Organization.id).where(Organization.id == organization_id)
        locked = organization.with_for_update(read=True, key_share=True)
        return await self.session.scalar(locked) is not None
