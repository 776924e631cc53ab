"""Bodies that say no to what they do not know, and failures that all look alike."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from types import SimpleNamespace

import pydantic
import pytest
from pydantic import TypeAdapter, ValidationError, create_model

from backend.core.schemas import (
    FutureDate,
    FutureDatetime,
    InvalidValue,
    Line,
    Moment,
    PastDate,
    PastDatetime,
    Schema,
    problems,
)
from backend.tests.harness.clock import Clock

LINE = TypeAdapter[str](Line)
MOMENT = TypeAdapter[datetime](Moment)
NOON = datetime(2030, 6, 15, 12, tzinfo=UTC)
TICK, DAY = timedelta(microseconds=1), timedelta(days=1)
# With a value of each that is refused at NOON, and whether time has to go back to take it.
COMPARED = [
    (FutureDatetime, NOON, True),
    (PastDatetime, NOON, False),
    (FutureDate, NOON.date(), True),
    (PastDate, NOON.date(), False),
]


def test_a_body_is_read_from_any_object_with_its_fields() -> None:
    row = SimpleNamespace(location="body.name", message="too long", size=3)

    assert InvalidValue.model_validate(row) == InvalidValue(
        location="body.name", message="too long"
    )


@pytest.mark.validation
def test_a_body_refuses_a_field_it_does_not_know() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        InvalidValue.model_validate({"location": "", "message": "", "extra": 1})


def test_a_line_loses_the_space_around_it() -> None:
    assert LINE.validate_python("  Jane Austen ") == "Jane Austen"


@pytest.mark.validation
@pytest.mark.parametrize(
    "text", ["", "   ", "x" * 121, "two\nlines", "end\r", "nul\x00", "del\x7f"], ids=repr
)
def test_a_line_is_short_plain_text(text: str) -> None:
    with pytest.raises(ValidationError):
        LINE.validate_python(text)


def test_a_route_declares_its_failures_as_problem_documents() -> None:
    declared = problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)

    assert [(status, failure["description"]) for status, failure in declared.items()] == [
        (404, "Not Found"),
        (409, "Conflict"),
    ]
    described = {"schema": {"$ref": "#/components/schemas/Problem"}}
    assert [failure["content"] for failure in declared.values()] == [
        {"application/problem+json": described}
    ] * 2


def test_a_moment_is_written_with_its_zone() -> None:
    moment = MOMENT.validate_python("2026-11-21T10:30:00+01:00")

    assert moment == datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.mark.validation
@pytest.mark.parametrize(
    "value", [1795253400, 1795253400.5, "1795253400", " -1.5e9", "inf", "2026-11-21T09:30:00"]
)
def test_a_moment_is_not_a_number_or_without_a_zone(value: object) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_python(value)


@pytest.mark.validation
def test_a_number_is_told_how_a_moment_is_written() -> None:
    with pytest.raises(ValidationError) as caught:
        MOMENT.validate_python(0)

    (error,) = caught.value.errors()
    assert error["msg"] == "Value error, A moment is written like 2026-11-21T09:30:00Z."


@pytest.mark.validation
@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"])
def test_a_moment_is_one_in_utc_too(value: str) -> None:
    with pytest.raises(ValidationError, match=r"before the year 1 or after 9999"):
        MOMENT.validate_python(value)


@pytest.mark.validation
@pytest.mark.parametrize(("annotation", "value", "back"), COMPARED)
def test_past_and_future_are_those_of_the_clock(
    clock: Clock, annotation: type[object], value: date, *, back: bool
) -> None:
    adapter = TypeAdapter[object](annotation)
    clock.freeze(NOON)
    with pytest.raises(ValidationError, match=r"should be in the (past|future)"):
        adapter.validate_python(value)

    clock.move(-DAY if back else DAY)

    assert adapter.validate_python(value) == value


@pytest.mark.validation
@pytest.mark.parametrize(
    ("annotation", "value", "back"),
    [
        (pydantic.FutureDatetime, NOON, True),
        (pydantic.FutureDatetime, NOON.replace(tzinfo=None), True),
        (pydantic.PastDatetime, NOON, False),
        (pydantic.FutureDate, NOON.date(), True),
        (pydantic.PastDate, NOON.date(), False),
    ],
)
def test_in_a_schema_those_of_pydantic_obey_the_clock_too(
    clock: Clock, annotation: type[date], value: date, *, back: bool
) -> None:
    entries = dict[str, list[annotation] | None]  # type: ignore[valid-type]  # it is a parameter
    diary = create_model("Diary", __base__=Schema, now_op=entries)
    row = SimpleNamespace(now_op={"a": [value], "b": None})
    clock.freeze(NOON)
    with pytest.raises(ValidationError, match=r"should be in the (past|future)"):
        diary.model_validate(row)

    clock.move(-DAY if back else DAY)

    assert vars(diary.model_validate(row)) == vars(row)


def test_a_moment_later_is_the_future_already(clock: Clock) -> None:
    clock.freeze(NOON)

    assert TypeAdapter[datetime](FutureDatetime).validate_python(NOON + TICK) == NOON + TICK
