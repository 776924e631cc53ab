"""What the product does with organizations."""

from backend.apps.accounts.models import Membership, Organization, User
from backend.apps.accounts.repository.memberships import MembershipRepository
from backend.apps.accounts.repository.organizations import OrganizationRepository
from backend.apps.accounts.schemas import OrganizationCreate, OrganizationUpdate
from backend.apps.accounts.values import Role
from backend.core.pagination import PageParams, Rows


class OrganizationService:
    def __init__(
        self, organizations: OrganizationRepository, memberships: MembershipRepository
    ) -> None:
        self.organizations = organizations
        self.memberships = memberships

    async def found(self, founder: User, new: OrganizationCreate) -> Organization:
        organization = await self.organizations.add(Organization(name=new.name))
        first = Membership(organization=organization, user=founder, role=Role.OWNER)
        await self.memberships.add(first)
        return organization

    async def page(self, user: User, params: PageParams) -> Rows[Organization]:
        return await self.organizations.page_of_member(user.id, params)

    async def rename(self, organization: Organization, change: OrganizationUpdate) -> Organization:
        organization.name = change.name
        return await self.organizations.add(organization)

    async def dissolve(self, organization: Organization) -> None:
        await self.organizations.remove(organization)
