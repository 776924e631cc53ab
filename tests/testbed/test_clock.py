"""Time stops and moves for Python alone: servers are reached, and what waits stops waiting."""

import asyncio
import sys
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import (
    FutureDate,
    FutureDatetime,
    PastDate,
    PastDatetime,
    TypeAdapter,
    ValidationError,
)
from redis.asyncio import Redis
from redis.exceptions import TimeoutError as RedisTimeoutError
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import utc_now
from backend.core.events import Event
from backend.core.settings import CoreSettings
from backend.tests.harness.clock import Clock, open_clock
from backend.tests.harness.sandbox import Sandbox

LONG_AGO = datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)
YEAR = timedelta(days=365)
FAR = datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC)
TOKYO, NOWHERE = ZoneInfo("Asia/Tokyo"), None


class KeyMade(Event): ...


def test_frozen_time_stands_still(clock: Clock) -> None:
    assert clock.freeze(LONG_AGO) == LONG_AGO

    assert [utc_now(), utc_now()] == [LONG_AGO, LONG_AGO]


def test_time_is_frozen_where_it_is(clock: Clock) -> None:
    before = utc_now()

    now = clock.freeze()

    assert before <= now == utc_now()


def test_frozen_time_is_moved_to_the_second(clock: Clock) -> None:
    clock.freeze(LONG_AGO)

    assert clock.move(timedelta(seconds=1)) == datetime(2000, 1, 1, tzinfo=UTC)
    assert clock.move(-timedelta(seconds=2)) == utc_now() == LONG_AGO - timedelta(seconds=1)


def test_moved_time_goes_on(clock: Clock) -> None:
    before = utc_now()

    there = clock.move(YEAR)

    assert there - before >= YEAR
    assert utc_now() > there


def test_time_comes_back_when_the_clock_is_put_away() -> None:
    before = utc_now()

    with open_clock() as clock:
        clock.freeze(LONG_AGO)
        clock.freeze(LONG_AGO + YEAR)

    assert utc_now() >= before


@pytest.mark.parametrize("at", [LONG_AGO, LONG_AGO + 100 * YEAR], ids=str)
async def test_postgresql_answers_in_frozen_time(
    clock: Clock, session: AsyncSession, at: datetime
) -> None:
    clock.freeze(at)

    assert await session.scalar(select(func.now())) != at
    assert await session.scalar(select(text(":at ::timestamptz")), {"at": utc_now()}) == at


@pytest.mark.committed
async def test_postgresql_is_connected_to_in_frozen_time(clock: Clock, sandbox: Sandbox) -> None:
    clock.freeze(LONG_AGO)
    await sandbox.engine.dispose()

    async with sandbox.engine.connect() as one, sandbox.engine.connect() as other:
        assert [await one.scalar(text("SELECT 1")), await other.scalar(text("SELECT 2"))] == [1, 2]


@pytest.mark.committed
async def test_a_query_that_hangs_is_given_up_in_frozen_time(
    clock: Clock, sandbox: Sandbox
) -> None:
    clock.freeze(LONG_AGO)
    lock = text("SELECT pg_advisory_lock(1)")

    async with sandbox.engine.connect() as first, sandbox.engine.connect() as second:
        await first.execute(lock)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await second.execute(lock)


@pytest.mark.parametrize("by", [YEAR, -YEAR], ids=["forward", "back"])
async def test_redis_answers_when_time_moves(clock: Clock, redis: Redis, by: timedelta) -> None:
    await redis.set("key", "value", ex=60)

    clock.move(by)

    assert await redis.get("key") == "value"
    assert 50 < await redis.ttl("key") <= 60


async def test_redis_that_is_silent_is_given_up_in_frozen_time(
    clock: Clock, live_settings: CoreSettings
) -> None:
    clock.freeze(LONG_AGO)

    async with Redis.from_url(str(live_settings.redis_url), socket_timeout=0.01) as redis:
        with pytest.raises(RedisTimeoutError):
            await redis.blpop(["nothing"], timeout=60)


async def test_asyncio_keeps_to_real_time(clock: Clock) -> None:
    loop, rung = asyncio.get_running_loop(), asyncio.Event()
    clock.freeze(LONG_AGO)
    before = loop.time()

    loop.call_later(0.001, rung.set)

    await asyncio.wait_for(rung.wait(), timeout=60)
    assert loop.time() > before


@pytest.mark.parametrize("zone", [UTC, TOKYO, NOWHERE], ids=str)
def test_the_process_keeps_its_zone(clock: Clock, zone: ZoneInfo | None) -> None:
    before = time.tzname

    clock.freeze(LONG_AGO.replace(tzinfo=zone))
    clock.move(YEAR)

    assert time.tzname == before


def test_a_zone_says_when_time_is_frozen(clock: Clock) -> None:
    clock.freeze(datetime(2000, 1, 1, 9, tzinfo=TOKYO))

    assert utc_now() == datetime(2000, 1, 1, 0, tzinfo=UTC)


async def test_postgresqls_now_stands_still_in_a_transaction(
    clock: Clock, session: AsyncSession
) -> None:
    query = select(func.now(), func.clock_timestamp(), func.statement_timestamp())
    first, *_ = (await session.execute(query)).one()
    clock.move(YEAR)

    now, *moving = (await session.execute(query)).one()

    assert now == first
    assert all(moved > now for moved in moving)


@pytest.mark.committed
async def test_postgresqls_now_moves_with_each_committed_transaction(
    clock: Clock, session: AsyncSession
) -> None:
    clock.freeze(LONG_AGO)
    first = (await session.scalars(select(func.now()))).one()
    await session.commit()

    assert LONG_AGO < first < (await session.scalars(select(func.now()))).one()


def test_keys_are_made_of_real_time(clock: Clock) -> None:
    before = KeyMade()

    clock.move(-YEAR)

    assert before.id < KeyMade().id


async def test_other_processes_live_in_real_time(clock: Clock) -> None:
    clock.freeze(LONG_AGO)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import time; print(time.time())", stdout=asyncio.subprocess.PIPE
    )

    written, _ = await process.communicate()

    assert float(written) > (LONG_AGO + YEAR).timestamp()


@pytest.mark.parametrize(
    ("annotation", "now", "value"),
    [
        (FutureDate, LONG_AGO, (LONG_AGO + YEAR).date()),
        (FutureDatetime, LONG_AGO, LONG_AGO + YEAR),
        (PastDate, FAR, (FAR - YEAR).date()),
        (PastDatetime, FAR, FAR - YEAR),
    ],
)
def test_pydantics_past_and_future_are_those_of_the_machine(
    clock: Clock, annotation: type[object], now: datetime, value: date
) -> None:
    clock.freeze(now)

    with pytest.raises(ValidationError, match="should be in the"):
        TypeAdapter[object](annotation).validate_python(value)
