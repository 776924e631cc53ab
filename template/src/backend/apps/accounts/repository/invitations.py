"""Queries over invitations."""

from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, Select
from sqlalchemy.orm import joinedload

from backend.apps.accounts.models import Invitation
from backend.core.pagination import PageParams, Rows
from backend.core.repository import Repository


class InvitationRepository(Repository[Invitation]):
    model = Invitation

    async def find_in(self, organization_id: UUID, invitation_id: UUID) -> Invitation | None:
        return await self.find(
            Invitation.organization_id == organization_id, Invitation.id == invitation_id
        )

    async def lock_of(self, email: str, invitation_id: UUID) -> Invitation | None:
        """Find it, and keep everyone else from answering it until this request is over."""
        mine = self.rows(Invitation.email == email, Invitation.id == invitation_id)
        return await self.session.scalar(mine.with_for_update(of=Invitation))

    async def find_to(self, organization_id: UUID, email: str) -> Invitation | None:
        return await self.find(
            Invitation.organization_id == organization_id, Invitation.email == email
        )

    async def page_in(self, organization_id: UUID, params: PageParams) -> Rows[Invitation]:
        return await self.page(params, Invitation.organization_id == organization_id)

    async def page_of(self, email: str, params: PageParams) -> Rows[Invitation]:
        return await self.page(params, Invitation.email == email)

    def rows(self, *where: ColumnExpressionArgument[bool]) -> Select[Invitation]:
        organization = joinedload(Invitation.organization, innerjoin=True)
        return super().rows(*where).options(organization)
