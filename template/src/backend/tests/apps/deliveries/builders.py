"""Puts deliveries into the database, with the organization they need."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.values import DeliveryState
from backend.core.clock import utc_now
from backend.tests.apps.accounts.builders import MakeOrganization
from backend.tests.apps.deliveries.factories import DeliveryFactory
from backend.tests.harness.persistence import Persist

REFUSED = "The mail server said: 550 No such mailbox"


class MakeDelivery(Protocol):
    async def __call__(
        self,
        *,
        organization: Organization | None = None,
        state: DeliveryState = DeliveryState.PENDING,
        **columns: object,
    ) -> Delivery:
        """Save a delivery as it is in this state, and an organization if none is given."""
        ...

    async def history(self, organization: Organization, count: int) -> list[UUID]:
        """Save many in one statement, one each hour before now, in all states by turns."""
        ...


@dataclass(frozen=True)
class DeliveryBuilder:
    """The verb behind the fixture `make_delivery`."""

    persist: Persist
    make_organization: MakeOrganization

    async def __call__(
        self,
        *,
        organization: Organization | None = None,
        state: DeliveryState = DeliveryState.PENDING,
        **columns: object,
    ) -> Delivery:
        owner = organization or await self.make_organization()
        delivery = DeliveryFactory.build(
            organization_id=owner.id, **{**columns_of(state), **columns}
        )
        return await self.persist(delivery)

    async def history(self, organization: Organization, count: int) -> list[UUID]:
        sample = DeliveryFactory.build(organization_id=organization.id)
        return await self.persist.many(sample, count, pattern_of(utc_now()))


def columns_of(state: DeliveryState, at: datetime | None = None) -> dict[str, object]:
    """What the row of a delivery in this state has that a new one has not."""
    then = at or utc_now()
    columns: dict[DeliveryState, dict[str, object]] = {
        DeliveryState.PENDING: {},
        DeliveryState.SENDING: {"attempts": 1},
        DeliveryState.SENT: {"attempts": 1, "handed_over_at": then, "sent_at": then},
        DeliveryState.FAILED: {"attempts": 3, "reason": REFUSED},
    }
    return {"state": state, **columns[state]}


def pattern_of(now: datetime) -> Callable[[int], dict[str, object]]:
    """Tell the rows of a history apart, the first one the newest; every row has all columns."""
    states = list(DeliveryState)
    blank = {"attempts": 0, "handed_over_at": None, "sent_at": None, "reason": None}

    def pattern(index: int) -> dict[str, object]:
        then = now - index * timedelta(hours=1)
        state = columns_of(states[index % len(states)], then)
        return {**blank, **state, "recipient": f"reader-{index}@example.com", "created_at": then}

    return pattern
