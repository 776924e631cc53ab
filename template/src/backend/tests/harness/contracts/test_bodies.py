"""Bodies in which a number could be something else are found, however deep it lies."""

from typing import Annotated

import pytest
from pydantic import Field, Strict, StrictBool, StrictInt

from backend.core.schemas import Line, Moment, Schema
from backend.tests.harness.contracts.bodies import guessed


class Exact(Schema):
    name: Line
    since: Moment
    size: Annotated[int, Field(ge=0), Strict()] | None = None
    ready: StrictBool = True


class Lenient(Schema):
    exact: Exact
    sizes: list[Annotated[int, Field(ge=0)]]


class Deep(Schema):
    shares: dict[str, float | None]
    lenient: Lenient
    ready: bool


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (Exact, []),
        (list[StrictInt], []),
        (Lenient, ["int"]),
        (Deep, ["bool", "float", "int"]),
        (dict[str, list[Lenient]], ["int"]),
    ],
)
def test_what_a_body_would_guess_is_found(body: type[object], found: list[str]) -> None:
    assert guessed(body) == found
