"""The steps of the onboarding, as a client takes them."""

from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response

from backend.apps.customers.models import Customer
from backend.apps.customers.values import CustomerState
from backend.core.schemas import Schema
from backend.tests.apps.customers.factories import (
    CustomerProfileFactory,
    CustomerSubscriptionFactory,
)
from backend.tests.harness.factories import BodyFactory


@dataclass(frozen=True)
class Step:
    name: str
    follows: CustomerState
    leads_to: CustomerState
    factory: type[BodyFactory[Any]] | None = None

    def __str__(self) -> str:
        return self.name

    async def take(
        self, client: AsyncClient, customer: Customer, body: Schema | None = None
    ) -> Response:
        """Ask for it, with a body that is valid where none is given."""
        sent = body or (self.factory.build() if self.factory else None)
        json = sent.model_dump(mode="json") if sent else None
        return await client.post(f"{path_of(customer)}/{self.name}", json=json)


def path_of(customer: Customer) -> str:
    return f"/v1/organizations/{customer.organization_id}/customers/{customer.id}"


STARTED, PROFILED, SUBSCRIBED, COMPLETE = CustomerState
PROFILE = Step("profile", STARTED, PROFILED, CustomerProfileFactory)
SUBSCRIBE = Step("subscription", PROFILED, SUBSCRIBED, CustomerSubscriptionFactory)
FINISH = Step("completion", SUBSCRIBED, COMPLETE)
STEPS = (PROFILE, SUBSCRIBE, FINISH)
