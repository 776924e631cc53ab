"""What somebody else does to a subscription meanwhile."""

from collections.abc import Awaitable, Callable

from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.values import SubscriptionState
from backend.core.database import Sessionmaker


def become(
    sessionmaker: Sessionmaker, subscription: BillingSubscription, state: SubscriptionState | None
) -> Callable[[], Awaitable[None]]:
    """Return what puts the subscription into another state, or removes it for None."""

    async def change() -> None:
        async with sessionmaker.begin() as session:
            found = await session.get_one(BillingSubscription, subscription.id)
            if state is None:
                await session.delete(found)
            else:
                found.state = state

    return change
