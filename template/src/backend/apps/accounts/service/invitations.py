"""Invitations to an organization, and what those who are invited make of them."""

from uuid import UUID

from backend.apps.accounts.errors import (
    AlreadyInvitedError,
    AlreadyMemberError,
    InvitationNotFoundError,
)
from backend.apps.accounts.models import Invitation, Membership, User
from backend.apps.accounts.repository.invitations import InvitationRepository
from backend.apps.accounts.repository.memberships import MembershipRepository
from backend.apps.accounts.schemas import InvitationCreate
from backend.apps.accounts.service.attempts import Attempts
from backend.apps.accounts.service.authority import demand, needed_over
from backend.core.pagination import PageParams, Rows


class InvitationService:
    def __init__(
        self,
        invitations: InvitationRepository,
        memberships: MembershipRepository,
        attempts: Attempts,
    ) -> None:
        self.invitations = invitations
        self.memberships = memberships
        self.attempts = attempts

    async def page(self, reader: Membership, params: PageParams) -> Rows[Invitation]:
        return await self.invitations.page_in(reader.organization_id, params)

    async def invite(self, actor: Membership, new: InvitationCreate, network: str) -> Invitation:
        """Ask nobody whether the email has an account: only who the members are."""
        demand(actor, needed_over(new.role))
        await self.attempts.hit(actor.user_id, network)
        if await self.memberships.find_by_email(actor.organization_id, new.email):
            raise AlreadyMemberError(new.email)
        if await self.invitations.find_to(actor.organization_id, new.email):
            raise AlreadyInvitedError(new.email)
        return await self.invitations.add(
            Invitation(organization=actor.organization, email=new.email, role=new.role)
        )

    async def withdraw(self, actor: Membership, invitation_id: UUID) -> None:
        invitation = await self.invitations.find_in(actor.organization_id, invitation_id)
        if invitation is None:
            raise InvitationNotFoundError(invitation_id)
        demand(actor, needed_over(invitation.role))
        await self.invitations.remove(invitation)

    async def page_of(self, user: User, params: PageParams) -> Rows[Invitation]:
        return await self.invitations.page_of(user.email, params)

    async def accept(self, user: User, invitation_id: UUID) -> Membership:
        invitation = await self._received(user, invitation_id)
        if await self.memberships.find_of(invitation.organization_id, user.id):
            raise AlreadyMemberError(user.email)
        await self.invitations.remove(invitation)
        return await self.memberships.add(
            Membership(organization=invitation.organization, user=user, role=invitation.role)
        )

    async def decline(self, user: User, invitation_id: UUID) -> None:
        await self.invitations.remove(await self._received(user, invitation_id))

    async def _received(self, user: User, invitation_id: UUID) -> Invitation:
        invitation = await self.invitations.lock_of(user.email, invitation_id)
        if invitation is None:
            raise InvitationNotFoundError(invitation_id)
        return invitation
