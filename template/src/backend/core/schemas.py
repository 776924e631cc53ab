"""The base of every body, and the one body every failure has."""

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from backend.core.clock import utc_now

PROBLEM_MEDIA_TYPE = "application/problem+json"
PROBLEM_REFERENCE = "#/components/schemas/Problem"

# PostgreSQL cannot store NUL, no other control character belongs in a line of text, and blanks
# alone are none. It is asked before the blanks at the ends go, as the OpenAPI document says.
PRINTABLE = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
Stripped = AfterValidator(str.strip)
Line = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=PRINTABLE), Stripped]


def refuse_number(value: object) -> object:
    """A number would be read as seconds since 1970, also in a query, which no document says."""
    if isinstance(value, int | float) or (isinstance(value, str) and is_number(value)):
        message = "A moment is written like 2026-11-21T09:30:00Z."
        raise ValueError(message)
    return value


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def in_utc(moment: datetime) -> datetime:
    """Near both ends of the calendar a zone leads out of it, where no database can follow."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        message = "In UTC this is before the year 1 or after 9999."
        raise ValueError(message) from error


Moment = Annotated[AwareDatetime, BeforeValidator(refuse_number), AfterValidator(in_utc)]


# Those of the same names in pydantic ask the machine for the time, except in a Schema.


def is_utc(moment: datetime) -> datetime:
    """Take a moment without a zone for one in UTC: pydantic's own types accept it."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def in_future(moment: datetime) -> datetime:
    if is_utc(moment) <= utc_now():
        raise PydanticKnownError("datetime_future")
    return moment


def in_past(moment: datetime) -> datetime:
    if is_utc(moment) >= utc_now():
        raise PydanticKnownError("datetime_past")
    return moment


def after_today(day: date) -> date:
    if day <= utc_now().date():
        raise PydanticKnownError("date_future")
    return day


def before_today(day: date) -> date:
    if day >= utc_now().date():
        raise PydanticKnownError("date_past")
    return day


CHECKS: dict[str, Any] = {
    "datetime future": in_future,
    "datetime past": in_past,
    "date future": after_today,
    "date past": before_today,
}

FutureDatetime = Annotated[Moment, AfterValidator(in_future)]
PastDatetime = Annotated[Moment, AfterValidator(in_past)]
# Today is the day in UTC.
FutureDate = Annotated[date, AfterValidator(after_today)]
PastDate = Annotated[date, AfterValidator(before_today)]


def on_our_clock(schema: Any) -> Any:  # noqa: ANN401 - whatever pydantic puts into its schemas
    """Replace pydantic's own comparisons with the machine's time by those above."""
    if isinstance(schema, list | tuple):
        return type(schema)(map(on_our_clock, schema))
    if not isinstance(schema, dict):
        return schema
    ours = {key: on_our_clock(value) for key, value in schema.items()}
    check = CHECKS.get(f"{schema.get('type')} {schema.get('now_op')}")
    if check is None:
        return ours
    del ours["now_op"]
    return core_schema.no_info_after_validator_function(check, ours)


class Schema(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="forbid")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        schema = handler(source)
        own: Any = handler.resolve_ref_schema(schema)
        own.update(on_our_clock(own))
        return schema


class InvalidValue(Schema):
    """Where a request is wrong and why; never the value, which may be a password."""

    location: str
    message: str


class Problem(Schema):
    """RFC 9457: a failure that programs can tell by its type and people by its detail."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[InvalidValue] | None = None
    more_errors: int | None = None


def problems(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that may fail with these statuses."""
    content = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": PROBLEM_REFERENCE}}}
    return {status.value: {"description": status.phrase, "content": content} for status in statuses}
