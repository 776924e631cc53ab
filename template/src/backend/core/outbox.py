"""Events leave with the transaction that causes them: they are rows in it until it commits."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.clock import utc_now
from backend.core.events import Event
from backend.core.models import Model

NOW = timedelta(0)


class OutboxEvent(Model):
    """An event that the relay has not handed on yet."""

    __tablename__ = "outbox"

    kind: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    due_at: Mapped[datetime]


class Outbox:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def publish(self, event: Event, delay: timedelta = NOW) -> None:
        """Tell whoever listens, if and when this transaction commits, and not before `delay`."""
        payload = event.model_dump(mode="json")
        self.session.add(OutboxEvent(kind=event.kind(), payload=payload, due_at=utc_now() + delay))
        await self.session.flush()
