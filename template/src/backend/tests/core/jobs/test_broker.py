"""A message is heard until it is finished, whoever dies, and an absence is sat out."""

import json
from contextlib import aclosing
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from faker import Faker
from redis.asyncio import Redis
from taskiq import AckableMessage

from backend.core.jobs.broker import ASIDE, GROUP, STREAM, StreamBroker
from backend.core.settings import CoreSettings
from backend.tests.core.fronts import open_fronts
from backend.tests.core.jobs.workshop import open_broker
from backend.tests.harness.logs import collected_log

# In milliseconds.
DAY = 24 * 60 * 60 * 1000
FOREIGN = [
    {"greeting": "hello"},
    {"data": "hello"},
    {"data": '{"task_id": "1", "task_name": "other", "labels": {}, "args": [], "kwargs": {}}'},
]


def some_job() -> UUID:
    return UUID(Faker().uuid4())


async def hear(broker: StreamBroker) -> AckableMessage:
    """Return the next message, and be as deaf afterwards as a worker that died."""
    async with aclosing(broker.listen()) as messages:
        return await anext(messages)


async def finished(message: AckableMessage) -> None:
    acknowledged = message.ack()
    assert acknowledged is not None
    await acknowledged


def job_in(broker: StreamBroker, message: AckableMessage) -> UUID:
    return UUID(broker.formatter.loads(message.data).args[0])


async def test_what_is_put_is_heard(broker: StreamBroker) -> None:
    job_id = some_job()
    await broker.found()

    await broker.put(job_id)

    assert job_in(broker, await hear(broker)) == job_id


async def test_what_is_put_is_heard_by_way_of_tls_and_in_protocol_3(
    live_settings: CoreSettings, tmp_path: Path
) -> None:
    job_id = some_job()
    async with open_fronts(live_settings, tmp_path) as fronts:
        address = f"{fronts.redis_url}?protocol=3&ssl_ca_certs={fronts.authority}"
        encrypted = live_settings.model_copy(update={"redis_url": address})
        async with open_broker(encrypted) as broker:
            await broker.found()
            await broker.put(job_id)

            assert job_in(broker, await hear(broker)) == job_id


async def test_what_a_worker_has_not_begun_is_left_to_others(
    broker: StreamBroker, other_broker: StreamBroker, redis: Redis
) -> None:
    await broker.found()
    for _ in range(3):
        await broker.put(some_job())

    assert [len(await one.new(redis)) for one in (broker, other_broker, broker)] == [1, 1, 1]


async def test_what_is_finished_is_off_the_stream(broker: StreamBroker, redis: Redis) -> None:
    await broker.found()
    await broker.put(some_job())

    await finished(await hear(broker))

    assert await redis.xlen(STREAM) == 0
    assert (await redis.xpending(STREAM, GROUP))["pending"] == 0


async def test_a_dead_workers_message_is_heard_by_another(
    broker: StreamBroker, other_broker: StreamBroker
) -> None:
    await broker.found()
    await broker.put(some_job())
    unfinished = await hear(broker)
    other_broker.idle_timeout = 0

    assert (await hear(other_broker)).data == unfinished.data


async def test_a_dead_workers_message_is_found_behind_those_of_the_living(
    broker: StreamBroker, other_broker: StreamBroker, redis: Redis
) -> None:
    await broker.found()
    for _ in range(25):
        await broker.put(some_job())
    keys = [key for _ in range(25) for key, _ in await broker.new(redis)]
    await redis.xclaim(STREAM, GROUP, broker.consumer_name, 0, (keys[-1],), idle=DAY)

    found = [await other_broker.abandoned(redis) for _ in range(5)]

    assert [key for entries in found for key, _ in entries] == keys[-1:]


async def test_a_living_workers_message_is_its_own(
    broker: StreamBroker, other_broker: StreamBroker, redis: Redis
) -> None:
    await broker.found()
    await broker.put(some_job())
    await hear(broker)

    assert await other_broker.abandoned(redis) == []


@pytest.mark.parametrize("fields", FOREIGN, ids=str)
async def test_what_cannot_be_read_is_kept_aside_and_in_nobodys_way(
    broker: StreamBroker, redis: Redis, settings: CoreSettings, fields: dict[str, str]
) -> None:
    job_id = some_job()
    await broker.found()
    await redis.xadd(STREAM, cast("Any", fields))
    await broker.put(job_id)

    with collected_log(settings) as log:
        assert job_in(broker, await hear(broker)) == job_id

    assert json.loads(log.getvalue())["kept_in"] == ASIDE
    aside: Any = await redis.xrange(ASIDE)
    assert [fields.items() <= kept.items() for _, kept in aside] == [True]
    assert (await redis.xpending(STREAM, GROUP))["pending"] == 1


async def test_services_with_a_prefix_each_do_not_meet_on_one_redis(
    live_settings: CoreSettings, broker: StreamBroker, redis: Redis
) -> None:
    neighbour = live_settings.model_copy(update={"redis_prefix": "neighbour:"})
    async with open_broker(neighbour) as other:
        await other.put(some_job())

    assert await broker.found()
    assert await redis.delete(f"neighbour:{STREAM}") == 1


async def test_a_stream_is_founded_once(broker: StreamBroker, redis: Redis) -> None:
    assert [await broker.found(), await broker.found()] == [True, False]

    await redis.flushdb()

    assert await broker.found()


async def test_what_was_put_before_anybody_listened_is_heard(broker: StreamBroker) -> None:
    job_id = some_job()
    await broker.put(job_id)

    await broker.found()

    assert job_in(broker, await hear(broker)) == job_id


async def test_a_stream_that_nobody_has_founded_is_no_outage(
    broker: StreamBroker, redis: Redis, settings: CoreSettings
) -> None:
    with collected_log(settings) as log:
        assert await broker.next_entries(redis) == []

    assert log.getvalue() == ""


async def test_what_cannot_be_finished_now_is_an_outage(
    lost_broker: StreamBroker, settings: CoreSettings
) -> None:
    with collected_log(settings) as log:
        await lost_broker.finish(b"0-1")

    line = json.loads(log.getvalue())
    assert (line["event"], line["part"]) == ("outage_begins", "listening")
    assert line["cause"] == "ConnectionError"


async def test_an_absence_is_sat_out(lost_broker: StreamBroker, settings: CoreSettings) -> None:
    with collected_log(settings) as log:
        async with Redis(connection_pool=lost_broker.connection_pool) as nobody:
            assert await lost_broker.next_entries(nobody) == []

    assert json.loads(log.getvalue())["cause"] == "ConnectionError"

    await lost_broker.finish(b"0-1")
