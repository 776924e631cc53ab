"""How far the sending of a mail came, step by step, each committed before the next begins.

An attempt is told from the others by its number. Who begins a new one ends those before it: they
find a number that is not theirs, and stop.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument

from backend.apps.deliveries.errors import MailError, MailInDoubtError, TakenOverError
from backend.apps.deliveries.events import DeliveryDue
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.repository.dashboards import Dashboards
from backend.apps.deliveries.repository.deliveries import DeliveryRepository
from backend.apps.deliveries.values import DeliveryState
from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.outbox import Outbox
from backend.core.transactions import transaction


class Attempts:
    def __init__(self, sessionmaker: Sessionmaker, dashboards: Dashboards) -> None:
        self.sessionmaker = sessionmaker
        self.dashboards = dashboards

    async def begin(self, delivery_id: UUID) -> Delivery | None:
        """Return the delivery if it is to be sent; it is not while it may be out already."""
        open_states = Delivery.state.in_([DeliveryState.PENDING, DeliveryState.SENDING])
        begun = await self.change(
            delivery_id,
            open_states,
            Delivery.handed_over_at.is_(None),
            state=DeliveryState.SENDING,
            attempts=Delivery.attempts + 1,
        )
        if begun is None:
            await self.settle(delivery_id)
        return begun

    async def settle(self, delivery_id: UUID) -> None:
        """Give up what a worker handed over that died before it could note the answer."""
        await self.change(
            delivery_id,
            Delivery.state == DeliveryState.SENDING,
            Delivery.handed_over_at.is_not(None),
            state=DeliveryState.FAILED,
            reason=str(MailInDoubtError()),
        )

    async def mark_as_handed_over(self, delivery: Delivery) -> None:
        """Raise TakenOverError if another attempt has begun: then this one must not go on."""
        if await self.change(delivery.id, *is_still(delivery), handed_over_at=utc_now()) is None:
            raise TakenOverError

    async def succeed(self, delivery: Delivery) -> None:
        """Whatever it was taken for meanwhile: the server's answer is the truth, and the end."""
        sent = {"state": DeliveryState.SENT, "sent_at": utc_now(), "reason": None}
        await self.change(delivery.id, **sent)

    async def fail(self, delivery: Delivery, error: MailError) -> None:
        failed = {"state": DeliveryState.FAILED, "reason": str(error)}
        await self.change(delivery.id, *is_still(delivery), **failed)

    async def postpone(self, delivery: Delivery, error: MailError, pause: timedelta) -> None:
        """Have it begun again after the pause, unless somebody has begun it already."""
        waiting = {"state": DeliveryState.PENDING, "handed_over_at": None, "reason": str(error)}
        async with self.changing() as deliveries:
            if await deliveries.change(delivery.id, *is_still(delivery), **waiting):
                await Outbox(deliveries.session).publish(
                    DeliveryDue(delivery_id=delivery.id), pause
                )

    async def change(
        self, delivery_id: UUID, *where: ColumnExpressionArgument[bool], **columns: object
    ) -> Delivery | None:
        async with self.changing() as deliveries:
            return await deliveries.change(delivery_id, *where, **columns)

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[DeliveryRepository]:
        async with transaction(self.sessionmaker) as session:
            yield DeliveryRepository(session, self.dashboards)


def is_still(delivery: Delivery) -> Iterator[ColumnExpressionArgument[bool]]:
    """Whether nobody has begun, or ended, an attempt since."""
    yield Delivery.attempts == delivery.attempts
    yield Delivery.state == DeliveryState.SENDING
