"""Puts users, organizations and memberships into the database, with the parents they need."""

from dataclasses import dataclass
from typing import Protocol

from backend.apps.accounts.models import Membership, Organization, User
from backend.apps.accounts.values import Role
from backend.tests.apps.accounts.factories import (
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


@dataclass(frozen=True)
class Builders:
    """The verbs behind the fixtures `make_user`, `make_organization` and `make_membership`."""

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
