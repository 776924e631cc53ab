"""What clients ask and get about tenders, and what the public feed sends."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.apps.tenders.values import MatchOrder
from backend.core.pagination import PageParams
from backend.core.schemas import PRINTABLE, Line, Moment, Schema, Stripped

Title = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=PRINTABLE), Stripped]
Buyer = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=PRINTABLE), Stripped]
Url = Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://[!-~]+$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
CpvCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Money = Annotated[int, Field(ge=0, le=2**53 - 1)]
Cursor = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=PRINTABLE)]


class FromFeed(BaseModel):
    """The feed may say more from one day to the next; what we do not know is no error."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class FeedTender(FromFeed):
    reference: Line
    title: Title
    buyer: Buyer
    country: Country
    url: Url
    cpv_codes: tuple[CpvCode, ...] = Field(default=(), max_length=50)
    value: Money | None = None
    currency: Currency | None = None
    deadline: Moment | None = None
    published_at: Moment
    revised_at: Moment


class FeedPage(FromFeed):
    """Its items are looked at one by one: a bad one must not keep the others out."""

    items: list[Any]
    next: Cursor | None = None


class TenderRead(Schema):
    id: UUID
    reference: str
    title: str
    buyer: str
    country: str
    url: str
    cpv_codes: list[str]
    value: int | None = Field(description="In minor units of the currency.")
    currency: str | None
    deadline: datetime | None
    published_at: datetime


class TenderQuery(PageParams):
    """Tenders with this keyword in the title, this code, in this country."""

    keyword: Line | None = None
    cpv_code: CpvCode | None = None
    country: Country | None = None


class TenderMatchRead(Schema):
    id: UUID
    profile_id: UUID
    score: float
    created_at: datetime
    tender: TenderRead


class TenderMatchQuery(PageParams):
    profile_id: UUID | None = None
    min_score: float = Field(default=0, ge=0, le=1)
    order: MatchOrder = MatchOrder.BEST
