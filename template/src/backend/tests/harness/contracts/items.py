"""The items of a body that is a sequence: server-sent events, JSON lines, JSON texts."""

import codecs
import io
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, TypeAlias

from backend.tests.harness.contracts.media_types import parsed

Event: TypeAlias = dict[str, Any]
EVENTS = "text/event-stream"
# RFC 7464: a record separator comes before each text.
SEQUENCE = "application/json-seq"


class Items:
    """Splits a body that arrives in parts. Raises ValueError where an item cannot be read."""

    def __init__(self, media_type: str) -> None:
        name, _ = parsed(media_type)
        plain = codecs.getincrementaldecoder("utf-8")()
        self.decoder = io.IncrementalNewlineDecoder(plain, translate=True)
        self.separator = {EVENTS: "\n\n", SEQUENCE: "\x1e"}.get(name, "\n")
        self.is_events = name == EVENTS
        self.read: Callable[[str], object] = event_of if self.is_events else json.loads
        self.rest = ""

    def feed(self, chunk: bytes) -> Iterator[object]:
        *complete, self.rest = (self.rest + self.decoder.decode(chunk)).split(self.separator)
        return self.items(complete)

    def end(self) -> Iterator[object]:
        """Yield the last item; an event without its empty line is none (WHATWG HTML, 9.2.6)."""
        return self.items([] if self.is_events else [self.rest])

    def items(self, texts: Iterable[str]) -> Iterator[object]:
        for text in texts:
            if text.strip() and (item := self.read(text)) is not None:
                yield item


def event_of(text: str) -> Event | None:
    """Return the fields of one event, or None for a block without data, which is none."""
    event: Event = {}
    for line in text.split("\n"):
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data" and field in event:
            event[field] += f"\n{value}"
        elif field in {"data", "event", "id"}:
            event[field] = value
        elif field == "retry" and value.isdecimal():
            event[field] = int(value)
    return event if "data" in event else None


async def items_of(media_type: str, chunks: AsyncIterator[bytes]) -> AsyncIterator[Any]:
    """Yield each item of a body as soon as it is complete: an event as a dict, or a JSON value."""
    items = Items(media_type)
    async for chunk in chunks:
        for item in items.feed(chunk):
            yield item
    for item in items.end():
        yield item
