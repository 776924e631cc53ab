"""Finds where a body would read a number or a truth from something that JSON says differently."""

from collections.abc import Iterator

from pydantic import TypeAdapter

# What pydantic makes of `true`, 1 and "1" alike unless it is told to be strict.
GUESSED = ("int", "float", "bool")


def guessed(annotation: type[object]) -> list[str]:
    """Return the types that a body of this annotation takes from values of other types."""
    return sorted(set(lenient(TypeAdapter(annotation).core_schema)))


def lenient(schema: object) -> Iterator[str]:
    """Walk what pydantic validates by: mappings and sequences, however deep."""
    if isinstance(schema, dict):
        if schema.get("type") in GUESSED and not schema.get("strict"):
            yield schema["type"]
        schema = list(schema.values())
    if isinstance(schema, list | tuple):
        for part in schema:
            yield from lenient(part)
