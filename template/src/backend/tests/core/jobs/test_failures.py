"""What was given up is there to be looked at, and begins again when somebody says so."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.core.jobs.failures import FailedJobs
from backend.core.jobs.models import QueuedJob
from backend.core.jobs.relay import Relay
from backend.core.jobs.runner import Runner
from backend.tests.core.happenings import Parted
from backend.tests.core.jobs.samples import HANDLERS
from backend.tests.core.jobs.workshop import Queued
from backend.tests.harness.jobs import Published


async def begin_again(sessionmaker: Sessionmaker, *job_ids: UUID) -> set[UUID]:
    async with sessionmaker.begin() as session:
        return set(await FailedJobs(session).begin_again(job_ids))


async def test_only_what_was_given_up_is_shown(queued: Queued, session: AsyncSession) -> None:
    failed = [await queued.add("answer", failed_at=utc_now()) for _ in range(2)]
    await queued.add("answer", error="RefusedError: Not today.")

    assert [job.id for job in await FailedJobs(session).all()] == failed


async def test_what_was_given_up_is_looked_for(queued: Queued, session: AsyncSession) -> None:
    _, wanted = [await queued.add(name, failed_at=utc_now()) for name in ("answer", "hang")]

    found = await FailedJobs(session).find(QueuedJob.handler == "hang")

    assert found is not None
    assert found.id == wanted


async def test_what_begins_again_is_done(
    queued: Queued, relay: Relay, state: State, published: Published
) -> None:
    attempts = state["settings"].job_attempts
    job_id = await queued.add("answer", attempts=attempts, failed_at=utc_now())

    await begin_again(state["sessionmaker"])

    assert (await queued.one()).attempts == 0
    assert await relay.turn() == (0, 1)
    await Runner(state, HANDLERS).run(job_id)
    assert len(await published(Parted)) == 1
    assert await queued.all() == []


async def test_only_what_is_named_begins_again(
    sessionmaker: Sessionmaker, queued: Queued, session: AsyncSession
) -> None:
    one, other = [await queued.add("answer", failed_at=utc_now()) for _ in range(2)]

    assert await begin_again(sessionmaker, one) == {one}

    assert [job.id for job in await FailedJobs(session).all()] == [other]


async def test_what_was_not_given_up_does_not_begin_again(
    sessionmaker: Sessionmaker, queued: Queued
) -> None:
    job_id = await queued.add("answer", attempts=1)

    assert await begin_again(sessionmaker, job_id) == set()

    assert (await queued.one()).attempts == 1
