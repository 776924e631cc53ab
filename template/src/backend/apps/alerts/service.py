"""What the product does with alert profiles."""

from uuid import UUID

from backend.apps.accounts.models import Membership
from backend.apps.alerts.errors import AlertProfileNameTakenError, AlertProfileNotFoundError
from backend.apps.alerts.models import AlertProfile
from backend.apps.alerts.repository import AlertProfileRepository
from backend.apps.alerts.schemas import AlertProfileCreate, AlertProfileQuery, AlertProfileUpdate
from backend.apps.events import ProfileRemoved, ProfileSaved
from backend.core.outbox import Outbox
from backend.core.pagination import Rows


class AlertProfileService:
    def __init__(self, profiles: AlertProfileRepository, outbox: Outbox) -> None:
        self.profiles = profiles
        self.outbox = outbox

    async def page(self, reader: Membership, query: AlertProfileQuery) -> Rows[AlertProfile]:
        return await self.profiles.page_in(reader.organization_id, query)

    async def read(self, reader: Membership, profile_id: UUID) -> AlertProfile:
        found = await self.profiles.find_in(reader.organization_id, profile_id)
        if found is None:
            raise AlertProfileNotFoundError(profile_id)
        return found

    async def create(self, admin: Membership, new: AlertProfileCreate) -> AlertProfile:
        if await self.profiles.find_by_name(admin.organization_id, new.name):
            raise AlertProfileNameTakenError(new.name)
        profile = AlertProfile(organization_id=admin.organization_id, **new.model_dump())
        return await self._save(profile)

    async def replace(
        self, admin: Membership, profile_id: UUID, change: AlertProfileUpdate
    ) -> AlertProfile:
        profile = await self.read(admin, profile_id)
        namesake = await self.profiles.find_by_name(admin.organization_id, change.name)
        if namesake not in {None, profile}:
            raise AlertProfileNameTakenError(change.name)
        for column, value in change:
            setattr(profile, column, value)
        return await self._save(profile)

    async def remove(self, admin: Membership, profile_id: UUID) -> None:
        await self.profiles.remove(await self.read(admin, profile_id))
        removed = ProfileRemoved(organization_id=admin.organization_id, profile_id=profile_id)
        await self.outbox.publish(removed)

    async def _save(self, profile: AlertProfile) -> AlertProfile:
        saved = await self.profiles.add(profile)
        await self.outbox.publish(profile_saved(saved))
        return saved


def profile_saved(profile: AlertProfile) -> ProfileSaved:
    return ProfileSaved(
        organization_id=profile.organization_id,
        profile_id=profile.id,
        name=profile.name,
        keywords=tuple(profile.keywords),
        cpv_codes=tuple(profile.cpv_codes),
        countries=tuple(profile.countries),
        min_value=profile.min_value,
        max_value=profile.max_value,
    )
