"""Every question to the provider carries a key, the same whenever it is repeated."""

from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.repository.payments import Payments
from backend.apps.billing.resources import BillingResources
from backend.tests.apps.billing.payments import FakePayments
from backend.tests.harness.fakes.faults import LoseAnswer


async def test_what_is_repeated_has_the_same_key(
    payments: FakePayments, billing: BillingResources, subscription: BillingSubscription
) -> None:
    provider = Payments(billing.provider)
    payments.will(LoseAnswer())

    await provider.begin(subscription)
    await provider.begin(subscription)

    assert {asked.headers["Idempotency-Key"] for asked in payments.asked} == {
        f"begin-{subscription.id}"
    }


async def test_beginning_and_cancelling_have_keys_of_their_own(
    payments: FakePayments, billing: BillingResources, subscription: BillingSubscription
) -> None:
    provider = Payments(billing.provider)

    await provider.begin(subscription)
    await provider.cancel(subscription.id)

    assert len({asked.headers["Idempotency-Key"] for asked in payments.asked}) == 2
