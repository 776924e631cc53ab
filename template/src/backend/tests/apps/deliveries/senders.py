"""The verbs of the tests of sending: send one mail as a worker does."""

from dataclasses import dataclass
from typing import Any

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.repository.attempts import Attempts
from backend.apps.deliveries.repository.dashboards import Dashboards
from backend.apps.deliveries.service.postman import Postman
from backend.apps.deliveries.service.sending import Sender
from backend.apps.deliveries.settings import DeliveriesSettings
from backend.core.dependencies import State
from backend.tests.apps.deliveries.builders import MakeDelivery


def sender_of(state: State, settings: DeliveriesSettings) -> Sender:
    dashboards = Dashboards(state["redis"], settings.dashboard_seconds)
    attempts = Attempts(state["sessionmaker"], dashboards)
    return Sender(attempts, Postman(settings), settings.delivery_retry_seconds)


@dataclass(frozen=True)
class SendOne:
    """The verb behind the `send_one` fixture."""

    state: State
    settings: DeliveriesSettings
    make_delivery: MakeDelivery
    organization: Organization

    async def __call__(self, smtp_seconds: float | None = None, **columns: Any) -> Delivery:  # noqa: ANN401 - columns of all types
        """Save a delivery, try to send it once, and return what became of its row."""
        delivery = await self.make_delivery(organization=self.organization, **columns)
        changed = {} if smtp_seconds is None else {"smtp_seconds": smtp_seconds}
        await sender_of(self.state, self.settings.model_copy(update=changed)).send(delivery.id)
        return await self.again(delivery)

    async def again(self, delivery: Delivery) -> Delivery:
        """Return what has become of its row since."""
        async with self.state["sessionmaker"]() as session:
            return await session.get_one(Delivery, delivery.id)
