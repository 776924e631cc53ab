"""Puts customers into the database, with the organization they need."""

from dataclasses import dataclass
from typing import Protocol

from backend.apps.accounts.models import Organization
from backend.apps.customers.models import Customer
from backend.tests.apps.accounts.builders import MakeOrganization
from backend.tests.apps.customers.factories import CustomerFactory
from backend.tests.harness.persistence import Persist


class MakeCustomer(Protocol):
    async def __call__(
        self, *, organization: Organization | None = None, **columns: object
    ) -> Customer:
        """Save a customer; `state` says how far it has come, and an organization is made for it."""
        ...


@dataclass(frozen=True)
class CustomerBuilder:
    """The verb behind the fixture `make_customer`."""

    persist: Persist
    make_organization: MakeOrganization

    async def __call__(
        self, *, organization: Organization | None = None, **columns: object
    ) -> Customer:
        owner = organization or await self.make_organization()
        return await self.persist(CustomerFactory.build(organization_id=owner.id, **columns))
