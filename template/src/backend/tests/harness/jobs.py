"""What a test's code publishes, and a way to run the jobs that come of it to the end."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from backend.core.database import Sessionmaker
from backend.core.events import Event
from backend.core.outbox import OutboxEvent

E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Published:
    """The verb behind the `published` fixture."""

    sessionmaker: Sessionmaker

    async def __call__(self, kind: type[E]) -> list[E]:
        """Return the events of this kind that were published and not handed on, oldest first."""
        told = select(OutboxEvent.payload).where(OutboxEvent.kind == kind.kind())
        async with self.sessionmaker() as session:
            payloads = await session.scalars(told.order_by(OutboxEvent.id))
            return [kind.model_validate(payload) for payload in payloads]
