"""Work to do: one row for each event and handler, gone when it is done."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Model


class QueuedJob(Model):
    """PostgreSQL is what knows of the job; the stream in Redis only says that it is due."""

    __tablename__ = "jobs"

    handler: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    # When the relay puts it on the stream, again if need be.
    due_at: Mapped[datetime]
    # Until then no worker begins it: another one has it, or it waits after a failure.
    locked_until: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    # Why the last attempt failed; with `failed_at` there is no next one.
    error: Mapped[str | None]
    failed_at: Mapped[datetime | None]


# After the class, for it names its columns: what is given up is not due.
Index("ix_jobs_due_at", QueuedJob.due_at, postgresql_where=QueuedJob.failed_at.is_(None))
