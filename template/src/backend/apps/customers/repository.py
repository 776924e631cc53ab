"""Queries over customers; each one stays inside an organization."""

from uuid import UUID

from sqlalchemy import true

from backend.apps.customers.models import Customer
from backend.apps.customers.schemas import CustomerQuery
from backend.core.pagination import Rows
from backend.core.repository import Repository


class CustomerRepository(Repository[Customer]):
    model = Customer

    async def find_in(self, organization_id: UUID, customer_id: UUID) -> Customer | None:
        return await self.find(
            Customer.organization_id == organization_id, Customer.id == customer_id
        )

    async def lock_in(self, organization_id: UUID, customer_id: UUID) -> Customer | None:
        """Find it, and keep everyone else from changing it until this request is over."""
        wanted = self.rows(Customer.organization_id == organization_id, Customer.id == customer_id)
        return await self.session.scalar(wanted.with_for_update())

    async def page_in(self, organization_id: UUID, query: CustomerQuery) -> Rows[Customer]:
        in_state = Customer.state == query.state if query.state else true()
        return await self.page(query, Customer.organization_id == organization_id, in_state)
