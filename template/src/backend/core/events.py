"""What apps tell each other: facts, which whoever listens may act on."""

from datetime import datetime
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

    id: UUID = Field(default_factory=uuid7)
    at: datetime = Field(default_factory=utc_now)

    @classmethod
    def kind(cls) -> str:
        return cls.__name__
