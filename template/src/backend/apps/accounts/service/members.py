"""What the product does with the members of an organization."""

from uuid import UUID

from backend.apps.accounts.errors import (
    LastOwnerError,
    MemberNotFoundError,
    OrganizationNotFoundError,
)
from backend.apps.accounts.models import Membership, User
from backend.apps.accounts.repository.memberships import MembershipRepository
from backend.apps.accounts.schemas import MemberUpdate
from backend.apps.accounts.service.authority import demand, needed_over
from backend.apps.accounts.values import Role
from backend.core.pagination import PageParams, Rows


class MemberService:
    def __init__(self, memberships: MembershipRepository) -> None:
        self.memberships = memberships

    async def recognize(self, user: User, organization_id: UUID) -> Membership:
        member = await self.memberships.find_of(organization_id, user.id)
        if member is None:
            raise OrganizationNotFoundError(organization_id)
        return member

    async def page(self, reader: Membership, params: PageParams) -> Rows[Membership]:
        return await self.memberships.page_in(reader.organization_id, params)

    async def change_role(
        self, actor: Membership, user_id: UUID, change: MemberUpdate
    ) -> Membership:
        member = await self._get(actor.organization_id, user_id)
        demand(actor, needed_over(member.role, change.role))
        if change.role is not Role.OWNER:
            await self._keep_an_owner_beside(member)
        member.role = change.role
        return await self.memberships.add(member)

    async def remove(self, actor: Membership, user_id: UUID) -> None:
        member = await self._get(actor.organization_id, user_id)
        if user_id != actor.user_id:
            demand(actor, needed_over(member.role))
        await self._keep_an_owner_beside(member)
        await self.memberships.remove(member)

    async def _get(self, organization_id: UUID, user_id: UUID) -> Membership:
        member = await self.memberships.find_of(organization_id, user_id)
        if member is None:
            raise MemberNotFoundError(user_id)
        return member

    async def _keep_an_owner_beside(self, member: Membership) -> None:
        # Asked under a lock, whatever role we read before: two owners may be leaving at once.
        owners = await self.memberships.lock_owners(member.organization_id)
        if list(owners) == [member.user_id]:
            raise LastOwnerError
