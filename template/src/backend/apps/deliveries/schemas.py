"""What clients ask about deliveries, and what they get to know."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.apps.deliveries.values import DeliveryState
from backend.core.pagination import PageParams
from backend.core.schemas import PRINTABLE, Moment, Schema

Recipient = Annotated[str, StringConstraints(min_length=1, max_length=254, pattern=PRINTABLE)]


class DeliveryRead(Schema):
    id: UUID
    profile_id: UUID
    recipient: str
    subject: str
    state: DeliveryState
    attempts: int
    reason: str | None
    created_at: datetime
    sent_at: datetime | None


class DeliveryDetail(DeliveryRead):
    text: str


class DeliveryQuery(PageParams):
    """In this state, to this reader, about this profile, written since one moment until another."""

    state: DeliveryState | None = None
    recipient: Recipient | None = None
    profile_id: UUID | None = None
    since: Moment | None = None
    until: Moment | None = None


class DashboardQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int = Field(default=30, ge=1, le=90)


class Counts(Schema):
    pending: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0


class DayCounts(Counts):
    day: date


class DashboardRead(Schema):
    """Today and the days before it, in UTC; a day without deliveries is not in it."""

    total: Counts
    days: list[DayCounts]
