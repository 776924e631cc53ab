"""What this app tells itself: when to walk through the feed, and how far it has come."""

from uuid import UUID

from backend.core.events import Event


class IngestionDue(Event): ...


class FeedPageDue(Event):
    """A page of the feed can be taken; `page` counts from 0."""

    run_id: UUID
    page: int = 0
