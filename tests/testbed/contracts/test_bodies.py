"""Bodies in which a number could be something else are found, however deep it lies."""

import re
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


class Nested(Schema):
    inner: "Nested | None" = None
    lenient: Lenient


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (Exact, []),
        (list[StrictInt], []),
        (int, ["int in the body itself"]),
        (Lenient, ["int in Lenient.sizes"]),
        (Deep, ["bool in Deep.ready", "float in Deep.shares", "int in Lenient.sizes"]),
        (dict[str, list[Lenient]], ["int in Lenient.sizes"]),
        (Nested | None, ["int in Lenient.sizes"]),
    ],
)
def test_what_a_body_would_guess_is_found(body: type[object], found: list[str]) -> None:
    assert [each.partition(" (")[0] for each in guessed(body)] == found


def test_the_file_of_a_guessed_field_is_named() -> None:
    (found,) = guessed(Lenient)

    assert re.fullmatch(r"int in Lenient\.sizes \(.*test_bodies\.py:\d+\)", found)
