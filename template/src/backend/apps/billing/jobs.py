"""Asks the payments provider, after the commit and again after an outage."""

from backend.apps.billing.events import CancellationRequested, SubscriptionRequested
from backend.apps.billing.repository.payments import Payments
from backend.apps.billing.resources import BillingResources
from backend.apps.billing.service.cancellation import Cancellation
from backend.apps.billing.service.settlement import Settlement
from backend.core.jobs.handlers import Steps, on_in_steps


@on_in_steps(SubscriptionRequested)
async def begin_subscription(event: SubscriptionRequested, job: Steps) -> None:
    await Settlement(job.state["sessionmaker"], payments_of(job)).begin(event.subscription_id)


@on_in_steps(CancellationRequested)
async def end_subscription(event: CancellationRequested, job: Steps) -> None:
    cancellation = Cancellation(job.state["sessionmaker"], payments_of(job))
    await cancellation.carry_out(event.subscription_id)


def payments_of(job: Steps) -> Payments:
    resources: BillingResources = job.resources("billing")
    return Payments(resources.provider)
