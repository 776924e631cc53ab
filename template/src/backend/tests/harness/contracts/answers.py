"""What the OpenAPI document declares for one status, and whether a body keeps to it."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn, TypeAlias

from jsonschema_rs import Draft202012Validator, ValidationError

from backend.tests.harness.contracts.items import Items
from backend.tests.harness.contracts.media_types import is_json, most_specific

Document: TypeAlias = dict[str, Any]
# As pydantic writes them: a time of day without a zone, a duration with a sign and fractions.
TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
DURATION = re.compile(
    r"[+-]?P(?=\w)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?"
)
FORMATS = {
    "time": lambda text: TIME.fullmatch(text) is not None,
    "duration": lambda text: DURATION.fullmatch(text) is not None,
}
# What HTTP sends without a body, whatever is declared (RFC 9110, sections 6.4.1 and 15.3.6).
BODILESS = {204, 205, 304}


class Answer:
    """What one status may come with: its media types, each with or without a schema."""

    def __init__(self, content: Document, components: Document) -> None:
        self.content = content
        self.components = components
        self.schemas: dict[str, Schema] = {}

    def __str__(self) -> str:
        return " or ".join(self.content) or "no body"

    def reader(self, media_type: str) -> "Reader | None":
        """Return what checks a body of this media type, or None if it is not declared."""
        if (declared := most_specific(self.content, media_type)) is None:
            return None
        described = self.content[declared]
        if "itemSchema" in described:
            return ItemReader(media_type, self.schema(described["itemSchema"]))
        if is_json(media_type):
            return JsonReader(self.schema(described.get("schema", {})))
        return Reader()

    def schema(self, schema: Document) -> "Schema":
        return self.schemas.setdefault(repr(schema), Schema(schema, self.components))


class Schema:
    """A schema of the document, and that of the JSON inside of an event's data."""

    def __init__(self, schema: Document, components: Document) -> None:
        data = schema.get("properties", {}).get("data", {})
        self.broken: str | None = None
        try:
            self.validator = validator(schema, components)
            self.data = validator(data.get("contentSchema", {}), components)
        except ValidationError as error:
            self.broken = f"its schema is not valid: {error.message}"
        self.has_json_data = is_json(data.get("contentMediaType", ""))

    def faults(self, instance: object) -> Iterator[str]:
        if self.broken:
            yield self.broken
            return
        yield from listed(self.validator.iter_errors(instance))
        if self.has_json_data and isinstance(instance, dict) and "data" in instance:
            try:
                data = from_json(instance["data"])
            except ValueError as error:
                yield f"data: it is not JSON ({error})"
            else:
                yield from (f"data: {fault}" for fault in listed(self.data.iter_errors(data)))


def validator(schema: Document, components: Document) -> Draft202012Validator:
    described = {**schema, "components": components}
    return Draft202012Validator(described, validate_formats=True, formats=FORMATS)


def listed(errors: Iterable[ValidationError]) -> Iterator[str]:
    for error in errors:
        yield f"{'/'.join(map(str, error.instance_path)) or 'the body'}: {error.message}"


class Reader:
    """Takes any body; a subclass checks it, as it arrives or at its end."""

    def feed(self, _: bytes, /) -> list[str]:
        """Return the faults that became known with this part of the body."""
        return []

    def end(self) -> list[str]:
        return []


class JsonReader(Reader):
    """Checks one JSON document when it is complete."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.chunks: list[bytes] = []

    def feed(self, chunk: bytes, /) -> list[str]:
        self.chunks.append(chunk)
        return []

    def end(self) -> list[str]:
        try:
            instance = from_json(b"".join(self.chunks))
        except ValueError as error:
            return [f"the body: it is not JSON ({error})"]
        return list(self.schema.faults(instance))


class ItemReader(Reader):
    """Checks each item of a stream as soon as it is complete: an event, or a line of JSON."""

    def __init__(self, media_type: str, schema: Schema) -> None:
        self.items = Items(media_type)
        self.schema = schema
        self.count = 0

    def feed(self, chunk: bytes, /) -> list[str]:
        return self.check(self.items.feed(chunk))

    def end(self) -> list[str]:
        return self.check(self.items.end())

    def check(self, items: Iterable[object]) -> list[str]:
        faults = []
        try:
            for item in items:
                self.count += 1
                faults += [f"item {self.count}: {fault}" for fault in self.schema.faults(item)]
        except ValueError as error:
            faults.append(f"item {self.count + 1}: it is not JSON ({error})")
        return faults


def from_json(text: str | bytes) -> object:
    """Read what RFC 8259 calls JSON. Raises ValueError for anything else, NaN included."""
    return json.loads(text, parse_constant=refuse)


def refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")
