"""Jobs that were given up: what a person may look at, and have begun again."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, Select, true, update

from backend.core.clock import utc_now
from backend.core.jobs.models import QueuedJob
from backend.core.repository import Repository

GIVEN_UP = QueuedJob.failed_at.is_not(None)


class FailedJobs(Repository[QueuedJob]):
    model = QueuedJob

    async def begin_again(self, job_ids: Collection[UUID] = ()) -> Sequence[UUID]:
        """Have these tried as often as new ones, or all if none is named; return their keys."""
        now = utc_now()
        anew: dict[str, Any] = {
            "failed_at": None,
            "attempts": 0,
            "due_at": now,
            "locked_until": now,
        }
        named = QueuedJob.id.in_(job_ids) if job_ids else true()
        begun = update(QueuedJob).where(GIVEN_UP, named).values(**anew)
        return (await self.session.scalars(begun.returning(QueuedJob.id))).all()

    def rows(self, *where: ColumnExpressionArgument[bool]) -> Select[QueuedJob]:
        return super().rows(GIVEN_UP, *where)
