"""What happens to a subscription at the very moment when the provider is asked about it."""

from dataclasses import dataclass, field

from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.values import SubscriptionState
from backend.core.database import Sessionmaker
from backend.tests.harness.fakes.calls import Call, Fault
from backend.tests.harness.fakes.faults import Serve


@dataclass(frozen=True)
class Meanwhile:
    """Somebody is faster here, before the provider does whatever it then does."""

    sessionmaker: Sessionmaker
    subscription: BillingSubscription
    state: SubscriptionState | None
    then: Fault = field(default_factory=Serve)

    async def meet(self, call: Call) -> None:
        async with self.sessionmaker.begin() as session:
            found = await session.get_one(BillingSubscription, self.subscription.id)
            if self.state is None:
                await session.delete(found)
            else:
                found.state = self.state
        await self.then.meet(call)
