"""Asks the payments provider, after the commit and again after an outage."""

from backend.apps.billing.events import CancellationRequested, SubscriptionRequested
from backend.apps.billing.repository.payments import Payments
from backend.apps.billing.resources import BillingResources
from backend.apps.billing.service.settlement import Settlement
from backend.core.jobs.handlers import Steps, on_in_steps


@on_in_steps(SubscriptionRequested)
async def begin_subscription(event: SubscriptionRequested, job: Steps) -> None:
    await settlement_of(job).begin(event.subscription_id)


@on_in_steps(CancellationRequested)
async def end_subscription(event: CancellationRequested, job: Steps) -> None:
    await settlement_of(job).cancel(event.subscription_id)


def settlement_of(job: Steps) -> Settlement:
    resources: BillingResources = job.resources("billing")
    return Settlement(job.state["sessionmaker"], Payments(resources.provider))
