"""What happens to a subscription at the very moment when the provider is asked about it."""

from dataclasses import dataclass

from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.values import SubscriptionState
from backend.core.database import Sessionmaker
from backend.tests.harness.fakes.calls import Call


@dataclass(frozen=True)
class Meanwhile:
    """A fault that is none: the provider serves, but somebody was faster here."""

    sessionmaker: Sessionmaker
    subscription: BillingSubscription
    state: SubscriptionState | None

    async def meet(self, call: Call) -> None:
        async with self.sessionmaker.begin() as session:
            found = await session.get_one(BillingSubscription, self.subscription.id)
            if self.state is None:
                await session.delete(found)
            else:
                found.state = self.state
        await call.serve()
