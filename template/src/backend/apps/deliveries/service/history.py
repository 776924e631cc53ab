"""What an organization may know and do about its deliveries."""

from functools import partial
from uuid import UUID

from backend.apps.accounts.models import Membership
from backend.apps.deliveries.errors import DeliveryNotFailedError, DeliveryNotFoundError
from backend.apps.deliveries.events import DeliveryDue
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.repository.deliveries import DeliveryRepository
from backend.apps.deliveries.schemas import DashboardRead, DeliveryQuery
from backend.apps.deliveries.service.counting import beginning_of, dashboard_of
from backend.apps.deliveries.settings import DeliveriesSettings
from backend.apps.deliveries.values import DeliveryState
from backend.core.outbox import Outbox
from backend.core.pagination import Rows


class DeliveryService:
    def __init__(
        self, deliveries: DeliveryRepository, outbox: Outbox, settings: DeliveriesSettings
    ) -> None:
        self.deliveries = deliveries
        self.outbox = outbox
        self.settings = settings

    async def page(self, reader: Membership, query: DeliveryQuery) -> Rows[Delivery]:
        return await self.deliveries.page_in(reader.organization_id, query)

    async def read(self, reader: Membership, delivery_id: UUID) -> Delivery:
        found = await self.deliveries.find_in(reader.organization_id, delivery_id)
        if found is None:
            raise DeliveryNotFoundError(delivery_id)
        return found

    async def retry(self, admin: Membership, delivery_id: UUID) -> Delivery:
        """Send a mail again that had failed, with as many attempts as a new one has."""
        begun = await self.deliveries.change(
            delivery_id,
            Delivery.organization_id == admin.organization_id,
            Delivery.state == DeliveryState.FAILED,
            state=DeliveryState.PENDING,
            handed_over_at=None,
            reason=None,
            attempts_allowed=Delivery.attempts + self.settings.delivery_attempts,
        )
        if begun is None:
            await self.read(admin, delivery_id)
            raise DeliveryNotFailedError
        await self.outbox.publish(DeliveryDue(delivery_id=delivery_id))
        return begun

    async def dashboard(self, reader: Membership, days: int) -> DashboardRead:
        count = partial(self._count, reader.organization_id, days)
        return await self.deliveries.dashboards.through(reader.organization_id, days, count)

    async def _count(self, organization_id: UUID, days: int) -> DashboardRead:
        return dashboard_of(await self.deliveries.count_by_day(organization_id, beginning_of(days)))
