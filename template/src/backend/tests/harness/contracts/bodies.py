"""Finds the fields of a JSON body that would take another JSON type for a number or a truth."""

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from backend.tests.harness.contracts.places import place_of

# What pydantic makes of `true`, 1 and "1" alike unless it is told to be strict.
GUESSED = ("int", "float", "bool")


def guessed(annotation: type[object]) -> list[str]:
    """Return each field of a JSON body that takes values of other types: type, field, file."""
    return sorted(set(lenient(TypeAdapter(annotation).core_schema, "the body itself")))


def lenient(schema: Any, field: str) -> Iterator[str]:  # noqa: ANN401 - pydantic's own, however deep
    """Walk what pydantic validates by, mappings and sequences, and remember the field."""
    if isinstance(schema, dict):
        if schema.get("type") in GUESSED and not schema.get("strict"):
            yield f"{schema['type']} in {field}"
        if schema.get("type") == "model":
            yield from lenient_fields(schema)
            return
        schema = list(schema.values())
    if isinstance(schema, list | tuple):
        for part in schema:
            yield from lenient(part, field)


def lenient_fields(model: dict[str, Any]) -> Iterator[str]:
    owner = model["cls"]
    inner = model["schema"]
    fields = inner.get("fields", {}) if isinstance(inner, dict) else {}
    for name, described in fields.items():
        yield from lenient(described, f"{owner.__qualname__}.{name} ({place_of(owner)})")
    if not fields:
        yield from lenient(inner, f"{owner.__qualname__} ({place_of(owner)})")
