"""A transaction, and what is to be done once it has committed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.database import Sessionmaker

Then: TypeAlias = Callable[[], Awaitable[None]]
AFTERWARDS = "after_commit"

log = structlog.get_logger(__name__)


@asynccontextmanager
async def transaction(sessionmaker: Sessionmaker) -> AsyncIterator[AsyncSession]:
    """Commit on return, roll back on raise; then do what waits for the commit."""
    async with sessionmaker() as session:
        async with session.begin():
            yield session
        # At once: it closes in a task of its own, before which a stream would begin anew.
        session.sync_session.autobegin = False
    for then in session.info.get(AFTERWARDS, ()):
        await attempt(then)


def after_commit(session: AsyncSession, then: Then) -> None:
    """Do this if and when the transaction commits. It may fail, so nothing may depend on it.

    What must not get lost is published in the outbox instead.
    """
    session.info.setdefault(AFTERWARDS, []).append(then)


async def attempt(then: Then) -> None:
    try:
        await then()
    except Exception:
        # What was committed stays so, whatever becomes of this: to report a failure would be a lie.
        log.exception("after_commit_failed")
