"""One walk through the feed at a time, the next after a while, and none is waited for too long."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.tenders.events import FeedPageDue, IngestionDue
from backend.apps.tenders.models import FeedRun
from backend.apps.tenders.repository.feed_runs import BEGINNING
from backend.apps.tenders.service.schedule import SILENCE, IngestionSchedule
from backend.apps.tenders.values import RunState
from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.jobs.models import QueuedJob
from backend.tests.harness.jobs import Published
from backend.tests.harness.persistence import Persist
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox

MINUTE = timedelta(minutes=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def begin(sessionmaker: Sessionmaker) -> None:
    async with sessionmaker.begin() as session:
        await IngestionSchedule(session).begin()


async def repeat(sessionmaker: Sessionmaker) -> None:
    async with sessionmaker.begin() as session:
        await IngestionSchedule(session).repeat(MINUTE)


async def states(session: AsyncSession) -> list[RunState]:
    return list(await session.scalars(select(FeedRun.state).order_by(FeedRun.id)))


async def test_a_run_begins_with_its_first_page(
    sessionmaker: Sessionmaker, session: AsyncSession, published: Published
) -> None:
    await begin(sessionmaker)

    run = (await session.scalars(select(FeedRun))).one()
    (due,) = await published(FeedPageDue)
    assert (due.run_id, due.page) == (run.id, 0)


@pytest.mark.parametrize("ended", [RunState.COMPLETE, RunState.ABANDONED])
async def test_after_one_run_another_begins(
    sessionmaker: Sessionmaker, session: AsyncSession, persist: Persist, ended: RunState
) -> None:
    await persist(FeedRun(state=ended))

    await begin(sessionmaker)

    assert await states(session) == [ended, RunState.RUNNING]


async def test_beside_a_run_none_begins(
    sessionmaker: Sessionmaker, session: AsyncSession, published: Published
) -> None:
    await begin(sessionmaker)

    await begin(sessionmaker)

    assert await states(session) == [RunState.RUNNING]
    assert len(await published(FeedPageDue)) == 1


@pytest.mark.committed
async def test_of_many_at_once_one_begins(
    sandbox: Sandbox, sessionmaker: Sessionmaker, session: AsyncSession, published: Published
) -> None:
    await race(sandbox, *(begin(sessionmaker) for _ in range(4)))

    assert await states(session) == [RunState.RUNNING]
    assert len(await published(FeedPageDue)) == 1


@pytest.mark.parametrize(("age", "ends"), [(SILENCE - MINUTE, False), (SILENCE + MINUTE, True)])
async def test_a_silent_run_is_given_up(
    sessionmaker: Sessionmaker,
    session: AsyncSession,
    persist: Persist,
    age: timedelta,
    ends: bool,
) -> None:
    await persist(FeedRun(touched_at=utc_now() - age))

    await begin(sessionmaker)

    expected = [RunState.ABANDONED, RunState.RUNNING] if ends else [RunState.RUNNING]
    assert await states(session) == expected


@pytest.mark.parametrize(
    ("handler", "failed_at"),
    [(BEGINNING, LONG_AGO), ("tenders.take_page", None)],
    ids=["given up", "something else"],
)
async def test_another_job_is_no_next_run(
    sessionmaker: Sessionmaker,
    persist: Persist,
    published: Published,
    handler: str,
    failed_at: datetime | None,
) -> None:
    now = utc_now()
    await persist(
        QueuedJob(handler=handler, payload={}, due_at=now, locked_until=now, failed_at=failed_at)
    )

    await repeat(sessionmaker)

    assert len(await published(IngestionDue)) == 1


async def test_the_next_run_is_asked_for_once(
    sessionmaker: Sessionmaker, published: Published
) -> None:
    await repeat(sessionmaker)

    await repeat(sessionmaker)

    assert len(await published(IngestionDue)) == 1
