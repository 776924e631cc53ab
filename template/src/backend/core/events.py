"""What apps tell each other: facts, which whoever listens may act on."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from uuid_utils.compat import uuid7

from backend.core.clock import utc_now


class Event(BaseModel):
    """Something that has happened. It may arrive more than once, and after a newer one.

    A release that knows one field more can still read what an older one wrote, and the other way
    round, as long as new fields have defaults.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    # An event that no handler is for waits for a release that has one, unless its class says so.
    ends_unheard: ClassVar[bool] = False

    id: UUID = Field(default_factory=uuid7)
    at: datetime = Field(default_factory=utc_now)

    @classmethod
    def kind(cls) -> str:
        return cls.__name__


def unheard(kind: type[Event] = Event) -> Iterator[str]:
    """Yield the kinds of events that end without a handler."""
    for heir in kind.__subclasses__():
        if heir.ends_unheard:
            yield heir.kind()
        yield from unheard(heir)
