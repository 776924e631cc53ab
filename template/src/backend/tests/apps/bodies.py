"""Bodies that are valid but for one thing, which no schema would let a test build."""

from typing import TypeVar

from backend.core.schemas import Schema
from backend.tests.harness.factories import BodyFactory

S = TypeVar("S", bound=Schema)


def body_with(factory: type[BodyFactory[S]], **fields: object) -> dict[str, object]:
    """Return a valid body in which `fields` are what they should not be, or should not be there."""
    return {**factory.build().model_dump(mode="json"), **fields}


def body_without(factory: type[BodyFactory[S]], field: str) -> dict[str, object]:
    return factory.build().model_dump(mode="json", exclude={field})
