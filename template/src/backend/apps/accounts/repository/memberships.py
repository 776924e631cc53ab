"""Queries over who belongs to what."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, Select, select
from sqlalchemy.orm import joinedload

from backend.apps.accounts.models import Membership, User
from backend.apps.accounts.values import Role
from backend.core.pagination import PageParams, Rows
from backend.core.repository import Repository


class MembershipRepository(Repository[Membership]):
    model = Membership

    async def find_of(self, organization_id: UUID, user_id: UUID) -> Membership | None:
        return await self.find(
            Membership.organization_id == organization_id, Membership.user_id == user_id
        )

    async def find_by_email(self, organization_id: UUID, email: str) -> Membership | None:
        user = select(User.id).where(User.email == email).scalar_subquery()
        return await self.find(
            Membership.organization_id == organization_id, Membership.user_id == user
        )

    async def page_in(self, organization_id: UUID, params: PageParams) -> Rows[Membership]:
        return await self.page(params, Membership.organization_id == organization_id)

    async def lock_owners(self, organization_id: UUID) -> Sequence[UUID]:
        """Name the owners and keep everyone else from changing them until this request is over."""
        owners = (
            select(Membership.user_id)
            .where(Membership.organization_id == organization_id, Membership.role == Role.OWNER)
            # Always in one order, so that two requests wait for each other but never both.
            .order_by(Membership.id)
            .with_for_update()
        )
        return (await self.session.scalars(owners)).all()

    def rows(self, *where: ColumnExpressionArgument[bool]) -> Select[Membership]:
        both = (
            joinedload(Membership.organization, innerjoin=True),
            joinedload(Membership.user, innerjoin=True),
        )
        return super().rows(*where).options(*both)
