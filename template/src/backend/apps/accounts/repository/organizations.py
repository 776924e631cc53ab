"""Queries over organizations."""

from uuid import UUID

from sqlalchemy import select

from backend.apps.accounts.models import Membership, Organization
from backend.core.pagination import PageParams, Rows
from backend.core.repository import Repository


class OrganizationRepository(Repository[Organization]):
    model = Organization

    async def page_of_member(self, user_id: UUID, params: PageParams) -> Rows[Organization]:
        joined = select(Membership.organization_id).where(Membership.user_id == user_id)
        return await self.page(params, Organization.id.in_(joined))
