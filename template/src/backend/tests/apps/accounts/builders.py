"""Puts users, organizations and memberships into the database, with the parents they need."""

from dataclasses import dataclass
from typing import Protocol

from backend.apps.accounts.models import Invitation, Membership, Organization, User
from backend.apps.accounts.values import Role
from backend.tests.apps.accounts.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)
from backend.tests.harness.persistence import Persist


class MakeUser(Protocol):
    async def __call__(self, **columns: object) -> User: ...


class MakeOrganization(Protocol):
    async def __call__(self, **columns: object) -> Organization: ...


class MakeMembership(Protocol):
    async def __call__(
        self,
        *,
        user: User | None = None,
        organization: Organization | None = None,
        role: Role = Role.MEMBER,
    ) -> Membership:
        """Save a membership; whoever is not given is made for it."""
        ...


class MakeInvitation(Protocol):
    async def __call__(
        self, *, email: str, organization: Organization | None = None, role: Role = Role.MEMBER
    ) -> Invitation:
        """Save an invitation, to a new organization if none is given."""
        ...


@dataclass(frozen=True)
class Builders:
    """The verbs behind `make_user`, `make_organization`, `make_membership`, `make_invitation`."""

    persist: Persist

    async def make_user(self, **columns: object) -> User:
        return await self.persist(UserFactory.build(**columns))

    async def make_organization(self, **columns: object) -> Organization:
        return await self.persist(OrganizationFactory.build(**columns))

    async def make_membership(
        self,
        *,
        user: User | None = None,
        organization: Organization | None = None,
        role: Role = Role.MEMBER,
    ) -> Membership:
        membership = MembershipFactory.build(
            user=user or await self.make_user(),
            organization=organization or await self.make_organization(),
            role=role,
        )
        return await self.persist(membership)

    async def make_invitation(
        self, *, email: str, organization: Organization | None = None, role: Role = Role.MEMBER
    ) -> Invitation:
        invitation = InvitationFactory.build(
            email=email, organization=organization or await self.make_organization(), role=role
        )
        return await self.persist(invitation)
