"""What was published gets to every handler, whatever happens to Redis."""

from asyncio import gather
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.core.jobs.broker import STREAM, StreamBroker
from backend.core.jobs.models import QueuedJob
from backend.core.jobs.relay import BATCH, Relay
from backend.core.jobs.runner import Runner
from backend.core.outbox import OutboxEvent
from backend.tests.core.happenings import Greeted, Parted, Whispered
from backend.tests.core.jobs.samples import HANDLERS
from backend.tests.core.jobs.workshop import Queued
from backend.tests.harness.clock import Clock
from backend.tests.harness.jobs import Publish, Published
from backend.tests.harness.persistence import Persist

NOTHING = (0, 0)


async def test_an_event_becomes_a_job_for_each_handler(
    relay: Relay, publish: Publish, queued: Queued
) -> None:
    greeted = Greeted(name="Ada")
    await publish(greeted)

    assert await relay.turn() == (1, 2)

    jobs = await queued.all()
    assert [job.handler for job in jobs] == sorted(HANDLERS)
    assert [Greeted.model_validate(job.payload) for job in jobs] == [greeted, greeted]


async def test_an_event_that_may_end_unheard_just_ends(
    relay: Relay, publish: Publish, queued: Queued, published: Published
) -> None:
    await publish(Parted(name="Ada"))

    assert await relay.turn() == (1, 0)

    assert await queued.all() == []
    assert await published(Parted) == []


async def test_what_this_release_does_not_know_stays_and_is_in_nobodys_way(
    relay: Relay, publish: Publish, persist: Persist, session: AsyncSession
) -> None:
    newer = OutboxEvent(kind="OfNewerRelease", payload={}, due_at=utc_now())
    await persist.many(newer, 2 * BATCH, lambda _: {})
    await publish(Whispered())
    await publish(Greeted(name="Ada"))

    assert [await relay.turn() for _ in range(2)] == [(1, 2), NOTHING]

    left = await session.execute(select(OutboxEvent.kind, func.count()).group_by(OutboxEvent.kind))
    assert dict(left.all()) == {"OfNewerRelease": 2 * BATCH, "Whispered": 1}


async def test_a_job_of_an_unknown_handler_waits_for_a_release_that_has_it(
    relay: Relay, queued: Queued
) -> None:
    await queued.add("weather.forecast")

    assert await relay.turn() == NOTHING


async def test_a_job_is_enqueued_once(relay: Relay, publish: Publish, redis: Redis) -> None:
    await publish(Greeted(name="Ada"))
    await relay.turn()

    assert await relay.turn() == NOTHING

    assert await redis.xlen(STREAM) == 2


async def test_a_turn_hands_on_a_hundred_at_most(
    relay: Relay, publish: Publish, persist: Persist
) -> None:
    for number in range(101):
        await publish(Parted(name=f"No. {number}"))
    now = utc_now()
    sample = QueuedJob(handler="answer", payload={}, due_at=now, locked_until=now)
    await persist.many(sample, 101, lambda _: {"attempts": 0})

    assert [await relay.turn() for _ in range(3)] == [(100, 100), (1, 1), NOTHING]


async def test_a_job_waits_until_it_is_due(relay: Relay, publish: Publish, clock: Clock) -> None:
    await publish(Greeted(name="Ada"), delay=timedelta(hours=1))
    assert await relay.turn() == (1, 0)

    clock.move(timedelta(hours=1))

    assert await relay.turn() == (0, 2)


async def test_a_stream_that_is_lost_is_filled_again(
    relay: Relay, publish: Publish, redis: Redis
) -> None:
    await publish(Greeted(name="Ada"))
    await relay.turn()
    await redis.flushdb()

    assert await relay.turn() == (0, 2)


async def test_a_message_that_is_lost_comes_again_in_the_end(
    relay: Relay, publish: Publish, redis: Redis, clock: Clock
) -> None:
    await publish(Greeted(name="Ada"))
    await relay.turn()
    await redis.xtrim(STREAM, maxlen=0)

    clock.move(timedelta(minutes=10))

    assert await relay.turn() == (0, 2)


async def test_without_redis_nothing_is_lost(
    sessionmaker: Sessionmaker, relay: Relay, lost_broker: StreamBroker, publish: Publish
) -> None:
    await publish(Greeted(name="Ada"))

    with pytest.raises(RedisError):
        await Relay(sessionmaker, HANDLERS, lost_broker).turn()

    assert await relay.turn() == (0, 2)


@pytest.mark.committed
async def test_two_relays_share_the_events(
    relay: Relay, other_broker: StreamBroker, publish: Publish, queued: Queued
) -> None:
    await gather(*(publish(Greeted(name=name)) for name in "ABCDEFGH"))
    other = Relay(relay.sessionmaker, HANDLERS, other_broker)

    turns = await gather(*(one.turn() for one in (relay, other) for _ in range(4)))

    assert sum(turn.events for turn in turns) == 8
    assert len(await queued.all()) == 16


@pytest.mark.committed
async def test_a_relay_does_not_wait_for_another(
    relay: Relay, publish: Publish, sessionmaker: Sessionmaker, queued: Queued
) -> None:
    await publish(Greeted(name="Ada"))
    await queued.add("answer")

    async with sessionmaker.begin() as other:
        await other.execute(select(OutboxEvent).with_for_update())
        await other.execute(select(QueuedJob).with_for_update())
        assert await relay.turn() == NOTHING

    assert await relay.turn() == (1, 3)


async def test_what_was_given_up_is_not_enqueued(relay: Relay, queued: Queued) -> None:
    await queued.add("answer", failed_at=utc_now())

    assert await relay.turn() == NOTHING


async def test_what_a_dead_worker_had_taken_is_enqueued_after_its_lease(
    relay: Relay, queued: Queued, state: State, clock: Clock
) -> None:
    job_id = await queued.add("answer")
    await Runner(state, HANDLERS).take(job_id)
    assert await relay.turn() == NOTHING

    clock.move(timedelta(seconds=state["settings"].job_lease_seconds))

    assert await relay.turn() == (0, 1)
