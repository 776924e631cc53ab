"""The worker as a process: it works until it is told to end, and nothing it leaves is lost."""

import asyncio
import os
import signal

import pytest
from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.core.jobs.handlers import HANDLERS as REGISTERED
from backend.core.jobs.models import QueuedJob
from backend.core.jobs.relay import Relay
from backend.core.settings import CoreSettings
from backend.runtime.worker import Worker, work
from backend.tests.core.happenings import Greeted, Parted
from backend.tests.core.jobs.workshop import open_broker
from backend.tests.core.silence import silent_server
from backend.tests.harness.contracts.operations import NOBODY
from backend.tests.harness.jobs import Publish
from backend.tests.harness.spare_redis import SpareRedis
from backend.tests.harness.workers import StartWorker, outlast_leases
from backend.tests.runtime.logs import ReadLog
from backend.tests.runtime.processes import unchanged_signals
from backend.tests.runtime.visitors import Visitors, WatchedWorker, heard_by
from backend.tests.runtime.working import BEGUN, GREET, HANDLERS, HASTY, MODULE

pytestmark = pytest.mark.committed


async def test_a_worker_does_what_is_published_while_it_works(
    state: State, live_settings: CoreSettings, publish: Publish, session: AsyncSession
) -> None:
    visitors = Visitors()
    worker = Worker({**state, "settings": live_settings}, {"greet": visitors.greeter})
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.work())
        await publish(Greeted(name="Ada"))

        assert await visitors.next() == "Ada"

        worker.end()
    assert (await session.scalars(select(QueuedJob))).all() == []


async def test_what_a_job_publishes_is_not_kept_waiting(
    state: State, live_settings: CoreSettings, publish: Publish
) -> None:
    visitors = Visitors()
    hours = live_settings.model_copy(update={"relay_seconds": 3600})
    worker = WatchedWorker({**state, "settings": hours}, visitors)
    await publish(Parted(name="Ada"))

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.work())
        assert await visitors.next() == "Ada"
        worker.end()


async def test_a_worker_outlives_its_servers_absence(
    serverless_state: State, read_log: ReadLog
) -> None:
    worker = Worker(serverless_state, {})

    assert await worker.relayed() == (0, 0)

    (line,) = read_log()
    assert (line["event"], line["part"]) == ("outage_begins", "relay")
    assert line["cause"] == "ConnectionRefusedError"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_work(
    live_settings: CoreSettings, publish: Publish, read_log: ReadLog, number: signal.Signals
) -> None:
    asked = asyncio.Event()
    with unchanged_signals(), heard_by(Visitors()) as visitors:
        working = asyncio.create_task(work(live_settings, asked.set))
        await publish(Greeted(name="Ada"))
        assert await visitors.next() == "Ada"
        os.kill(os.getpid(), number)
        await working

    assert asked.is_set()
    first, *others, last = read_log()
    assert (first["event"], last["event"]) == ("worker_started", "worker_stopped")
    assert first["handlers"] == sorted([*REGISTERED, "greet"])
    assert "worker_stopping" in [line["event"] for line in others]


@pytest.mark.slow
async def test_a_worker_ends_in_order(start_worker: StartWorker) -> None:
    worker = await start_worker()

    assert await worker.stop() == 0

    assert [line["event"] for line in worker.lines] == [
        "worker_started",
        "worker_stopping",
        "worker_stopped",
    ]


@pytest.mark.slow
async def test_a_worker_that_is_told_to_end_finishes_its_job(
    start_worker: StartWorker, publish: Publish, session: AsyncSession, redis: Redis
) -> None:
    worker = await start_worker(MODULE)
    await publish(Parted(name="Ada"))
    await worker.until(BEGUN)

    worker.ask_to_end()
    await worker.until("worker_stopping")
    await redis.rpush("Ada", "go on")

    assert await worker.end() == 0
    assert [line["event"] for line in worker.lines][-2:] == ["job_done", "worker_stopped"]
    assert (await session.scalars(select(QueuedJob))).all() == []


@pytest.mark.slow
async def test_a_job_that_does_not_finish_is_given_back_and_done_by_the_next(
    start_worker: StartWorker, publish: Publish, session: AsyncSession
) -> None:
    worker = await start_worker(MODULE, shutdown_seconds=0.1)
    await publish(Greeted(name="Ada"))
    await worker.until(BEGUN)

    assert await worker.stop() == 0

    assert [line["event"] for line in worker.lines][-2:] == ["job_given_back", "worker_stopped"]
    heir = await start_worker(MODULE)
    await heir.until("job_done", job=GREET, attempt=1)
    assert (await session.scalars(select(QueuedJob))).all() == []


async def test_a_worker_waits_for_the_messages_of_jobs_that_it_gives_back(
    state: State, live_settings: CoreSettings, redis: Redis
) -> None:
    worker, ended = Worker({**state, "settings": live_settings}, {}), asyncio.Event()

    async def handle_message() -> None:
        await worker.run(NOBODY)
        await redis.ping()
        ended.set()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(handle_message())
        await redis.ping()
        await worker.give_back()

        assert ended.is_set()


@pytest.mark.slow
async def test_a_worker_that_waits_for_its_database_ends_all_the_same(
    start_worker: StartWorker,
) -> None:
    async with silent_server() as silent:
        nowhere = f"postgresql://nobody@{silent}/nowhere?connect_timeout=3600"
        worker = await start_worker(MODULE, database_url=nowhere, shutdown_seconds=0.1)

        assert await worker.stop() == 0


@pytest.mark.slow
async def test_the_job_of_a_killed_worker_is_done_by_the_next(
    start_worker: StartWorker, publish: Publish, sessionmaker: Sessionmaker, session: AsyncSession
) -> None:
    killed = await start_worker(MODULE)
    await publish(Greeted(name="Ada"))
    await killed.until(BEGUN)

    await killed.kill()
    await outlast_leases(sessionmaker)

    heir = await start_worker(MODULE)
    await heir.until("job_done", job=GREET, attempt=2)
    assert (await session.scalars(select(QueuedJob))).all() == []


@pytest.mark.slow
async def test_what_is_published_while_redis_is_dead_is_done_when_it_is_back(
    start_worker: StartWorker, publish: Publish, spare_redis: SpareRedis, session: AsyncSession
) -> None:
    worker = await start_worker(MODULE, redis_url=spare_redis.url)
    await spare_redis.kill()
    await publish(Greeted(name=HASTY))
    await worker.until("outage_begins", part="relay")

    await spare_redis.start()

    await worker.until("job_done", job=GREET)
    assert (await session.scalars(select(QueuedJob))).all() == []


@pytest.mark.slow
async def test_what_redis_takes_to_its_grave_is_done_all_the_same(
    start_worker: StartWorker, publish: Publish, spare_redis: SpareRedis, state: State
) -> None:
    await publish(Greeted(name=HASTY))
    there = state["settings"].model_copy(update={"redis_url": spare_redis.url})
    async with open_broker(there) as broker:
        assert await Relay(state["sessionmaker"], HANDLERS, broker).turn() == (1, 1)

    await spare_redis.kill()
    await spare_redis.start()

    worker = await start_worker(MODULE, redis_url=spare_redis.url)
    await worker.until("job_done", job=GREET, attempt=1)
