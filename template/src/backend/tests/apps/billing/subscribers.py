"""Somebody who subscribes over HTTP, and looks what becomes of it."""

from dataclasses import dataclass
from uuid import UUID

from httpx import AsyncClient, Response

from backend.apps.accounts.models import Organization
from backend.apps.billing.schemas import SubscriptionRead
from backend.tests.apps.billing.factories import SubscriptionCreateFactory
from backend.tests.apps.billing.paths import path_of


@dataclass(frozen=True)
class Subscriber:
    """The admin behind the `subscriber` fixture."""

    client: AsyncClient
    organization: Organization

    async def order(self) -> Response:
        """Ask for a new subscription."""
        new = SubscriptionCreateFactory.build()
        return await self.client.post(path_of(self.organization), json=new.model_dump(mode="json"))

    async def subscribe(self) -> SubscriptionRead:
        """Ask for a new subscription, and return what was promised."""
        return SubscriptionRead.model_validate((await self.order()).json())

    async def retry(self, subscription_id: UUID) -> Response:
        return await self.client.post(path_of(self.organization, subscription_id, "retry"))

    async def cancel(self, subscription_id: UUID) -> Response:
        return await self.client.post(path_of(self.organization, subscription_id, "cancellation"))

    async def look(self, subscription_id: UUID) -> SubscriptionRead:
        """Return what has become of it."""
        response = await self.client.get(path_of(self.organization, subscription_id))
        return SubscriptionRead.model_validate(response.json())
