"""Notices events and jobs that this release does not know: they wait for one that does."""

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select, union_all

from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.jobs.models import QueuedJob
from backend.core.outbox import OutboxEvent

LOOK_AGAIN_AFTER = timedelta(minutes=1)
ADVICE = (
    "It waits for a release that has a handler. If none will come: an event's class says "
    "`ends_unheard = True`; a job's row in `jobs` may be deleted."
)

log = structlog.get_logger(__name__)


class Strangers:
    """Warns once of each kind that waits, with how many there are, as long as some do."""

    def __init__(
        self, sessionmaker: Sessionmaker, events: Collection[str], handlers: Collection[str]
    ) -> None:
        self.sessionmaker = sessionmaker
        self.events = events
        self.handlers = handlers
        self.known: set[str] = set()
        self.looked_at: datetime | None = None

    async def look(self) -> None:
        """Count them, unless that was done a moment ago."""
        now = utc_now()
        if self.looked_at is not None and now - self.looked_at < LOOK_AGAIN_AFTER:
            return
        self.looked_at = now
        waiting = await self.count()
        for name in sorted(waiting.keys() - self.known):
            log.warning("unknown_kind_waits", kind=name, count=waiting[name], advice=ADVICE)
        self.known = set(waiting)

    async def count(self) -> dict[str, int]:
        """Return how many there are of each kind of event, and of each handler's jobs."""
        count = func.count()
        events = select(OutboxEvent.kind, count).group_by(OutboxEvent.kind)
        jobs = select(QueuedJob.handler, count).group_by(QueuedJob.handler)
        both = union_all(
            events.where(OutboxEvent.kind.not_in(self.events)),
            jobs.where(QueuedJob.handler.not_in(self.handlers), QueuedJob.failed_at.is_(None)),
        )
        async with self.sessionmaker() as session:
            return {name: number for name, number in await session.execute(both)}  # noqa: C416 - of rows
