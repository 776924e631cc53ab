"""Puts subscriptions into the database, with the organization they need."""

from dataclasses import dataclass
from typing import Protocol

from backend.apps.accounts.models import Organization
from backend.apps.billing.models import BillingSubscription
from backend.tests.apps.accounts.builders import MakeOrganization
from backend.tests.apps.billing.factories import BillingSubscriptionFactory
from backend.tests.harness.persistence import Persist


class MakeBillingSubscription(Protocol):
    async def __call__(
        self, *, organization: Organization | None = None, **columns: object
    ) -> BillingSubscription:
        """Save a subscription; an organization that is not given is made for it."""
        ...


@dataclass(frozen=True)
class BillingSubscriptionBuilder:
    """The verb behind the fixture `make_billing_subscription`."""

    persist: Persist
    make_organization: MakeOrganization

    async def __call__(
        self, *, organization: Organization | None = None, **columns: object
    ) -> BillingSubscription:
        owner = organization or await self.make_organization()
        subscription = BillingSubscriptionFactory.build(organization_id=owner.id, **columns)
        return await self.persist(subscription)
