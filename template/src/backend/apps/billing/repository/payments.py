"""The payments provider, as we ask it; everything it is asked may be asked again."""

from uuid import UUID

from httpx import Request
from pydantic import BaseModel

from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.values import AgreementStatus, Plan
from backend.core.http import RemoteService


class Order(BaseModel):
    """What somebody has to pay every month; amounts are in minor units."""

    reference: UUID
    plan: Plan
    amount: int
    currency: str


class Agreement(BaseModel):
    """What the provider knows a subscription as."""

    id: str
    reference: UUID
    status: AgreementStatus


class Payments:
    def __init__(self, provider: RemoteService) -> None:
        self.provider = provider

    async def begin(self, subscription: BillingSubscription) -> Agreement:
        """Raises OutageError and RefusedError."""
        order = Order(
            reference=subscription.id,
            plan=subscription.plan,
            amount=subscription.amount,
            currency=subscription.currency,
        )
        # The same key for the same subscription, for ever: it cannot be begun twice.
        request = self._post("/v1/subscriptions", f"begin-{subscription.id}", order)
        return await self.provider.ask(request, Agreement)

    async def cancel(self, subscription_id: UUID) -> Agreement:
        """Raises OutageError and RefusedError."""
        path = f"/v1/subscriptions/{subscription_id}/cancellation"
        return await self.provider.ask(self._post(path, f"cancel-{subscription_id}"), Agreement)

    def _post(self, path: str, key: str, order: Order | None = None) -> Request:
        body = order.model_dump(mode="json") if order else None
        headers = {"Idempotency-Key": key}
        return self.provider.http.build_request("POST", path, json=body, headers=headers)
