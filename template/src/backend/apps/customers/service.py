"""How a customer is taken on: one step after the other, none skipped and none twice."""

from uuid import UUID

from backend.apps.accounts.models import Membership
from backend.apps.customers.errors import CustomerNotFoundError, OnboardingOrderError
from backend.apps.customers.models import Customer
from backend.apps.customers.repository import CustomerRepository
from backend.apps.customers.schemas import (
    CustomerCreate,
    CustomerProfile,
    CustomerQuery,
    CustomerSubscription,
)
from backend.apps.customers.values import CustomerState
from backend.core.clock import utc_now
from backend.core.pagination import Rows


class OnboardingService:
    def __init__(self, customers: CustomerRepository) -> None:
        self.customers = customers

    async def page(self, reader: Membership, query: CustomerQuery) -> Rows[Customer]:
        return await self.customers.page_in(reader.organization_id, query)

    async def read(self, reader: Membership, customer_id: UUID) -> Customer:
        found = await self.customers.find_in(reader.organization_id, customer_id)
        if found is None:
            raise CustomerNotFoundError(customer_id)
        return found

    async def start(self, admin: Membership, new: CustomerCreate) -> Customer:
        customer = Customer(organization_id=admin.organization_id, name=new.name)
        return await self.customers.add(customer)

    async def profile(
        self, admin: Membership, customer_id: UUID, profile: CustomerProfile
    ) -> Customer:
        customer = await self._advance(admin, customer_id, CustomerState.PROFILED)
        customer.legal_name = profile.legal_name
        customer.country = profile.country
        customer.contact_email = profile.contact_email
        return await self.customers.add(customer)

    async def subscribe(
        self, admin: Membership, customer_id: UUID, subscription: CustomerSubscription
    ) -> Customer:
        customer = await self._advance(admin, customer_id, CustomerState.SUBSCRIBED)
        customer.plan = subscription.plan
        return await self.customers.add(customer)

    async def complete(self, admin: Membership, customer_id: UUID) -> Customer:
        customer = await self._advance(admin, customer_id, CustomerState.COMPLETE)
        customer.completed_at = utc_now()
        return await self.customers.add(customer)

    async def _advance(
        self, admin: Membership, customer_id: UUID, wanted: CustomerState
    ) -> Customer:
        # Under a lock: of two steps at once, the second one sees where the first one led.
        customer = await self.customers.lock_in(admin.organization_id, customer_id)
        if customer is None:
            raise CustomerNotFoundError(customer_id)
        if not wanted.follows(customer.state):
            raise OnboardingOrderError(customer.state, wanted)
        customer.state = wanted
        return customer
