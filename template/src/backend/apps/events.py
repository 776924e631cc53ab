"""What your apps tell each other, so that none of them has to import another.

An app publishes with `Outbox(session).publish(...)`; another one listens with `@on(...)` in its
`jobs.py`. An event carries what its receivers need: they cannot ask back.
"""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from backend.core.events import Event


class ProfileSaved(Event):
    """An alert profile is new or has changed; of two about one profile the later `at` counts."""

    organization_id: UUID
    profile_id: UUID
    name: str
    keywords: tuple[str, ...] = ()
    cpv_codes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    # In minor units; None is no limit.
    min_value: int | None = None
    max_value: int | None = None


class ProfileRemoved(Event):
    organization_id: UUID
    profile_id: UUID


class MatchedTender(BaseModel):
    """As much of a tender as a reader needs to decide whether to look at it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tender_id: UUID
    title: str
    buyer: str
    country: str
    url: str
    score: float
    deadline: datetime | None = None
    # In minor units.
    value: int | None = None
    currency: str | None = None


class TendersMatched(Event):
    """New tenders fit a profile; each tender is told once per profile."""

    organization_id: UUID
    profile_id: UUID
    profile_name: str
    tenders: tuple[MatchedTender, ...]
