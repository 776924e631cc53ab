"""What clients send about alert profiles, and what they get back."""

from datetime import datetime
from typing import Annotated, Self, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, Strict, StringConstraints, model_validator

from backend.apps.alerts.values import AlertProfileOrder
from backend.core.pagination import PageParams
from backend.core.schemas import Line, Schema

T = TypeVar("T")
MOST = 20


def without_repetitions(items: list[T]) -> list[T]:
    return list(dict.fromkeys(items))


Few = Annotated[list[T], Field(max_length=MOST), AfterValidator(without_repetitions)]
# Lower case: a tender's text is compared without regard to it.
Keyword = Annotated[Line, Field(max_length=80), AfterValidator(str.lower)]
# The European Union's common procurement vocabulary, without the check digit.
CpvCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
# ISO 3166-1 alpha-2.
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
# In cents. The ceiling keeps a value exact in every client that reads numbers as floats.
Money = Annotated[int, Field(ge=0, le=2**53 - 1)]
# JSON has numbers of its own, a query has only text: in a body neither true nor "1" is one.
MoneyInBody = Annotated[Money, Strict()]


class AlertProfileCreate(Schema):
    name: Line
    keywords: Few[Keyword] = Field(default_factory=list)
    cpv_codes: Few[CpvCode] = Field(default_factory=list)
    countries: Few[Country] = Field(default_factory=list)
    min_value: MoneyInBody | None = None
    max_value: MoneyInBody | None = None

    @model_validator(mode="after")
    def ask_for_something(self) -> Self:
        if not self.keywords and not self.cpv_codes:
            raise ValueError("name at least one keyword or CPV code")
        return self

    @model_validator(mode="after")
    def keep_the_range_in_order(self) -> Self:
        low, high = self.min_value, self.max_value
        if low is not None and high is not None and low > high:
            raise ValueError("min_value must not be greater than max_value")
        return self


class AlertProfileUpdate(AlertProfileCreate):
    """Replaces the profile: what is left out asks for nothing in particular from now on."""


class AlertProfileRead(Schema):
    id: UUID
    name: str
    keywords: list[str]
    cpv_codes: list[str]
    countries: list[str]
    min_value: int | None
    max_value: int | None
    created_at: datetime


class AlertProfileQuery(PageParams):
    """Profiles that name this keyword, code or country, and whose range holds this value."""

    keyword: Keyword | None = None
    cpv_code: CpvCode | None = None
    country: Country | None = None
    value: Money | None = None
    order: AlertProfileOrder = AlertProfileOrder.CREATED
