"""So many hits in a window, and then no more, for everyone who asks."""

from asyncio import gather
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from backend.core.errors import TooManyRequestsError
from backend.core.rate_limit import RateLimit, hit_all
from backend.core.redis import create_redis
from backend.core.settings import CoreSettings
from backend.tests.harness.clock import Clock

WINDOW = 60


async def hits(limit: RateLimit, key: str, times: int) -> list[BaseException | None]:
    return await gather(*(limit.hit(key) for _ in range(times)), return_exceptions=True)


def refused(answers: list[BaseException | None]) -> int:
    return sum(isinstance(answer, TooManyRequestsError) for answer in answers)


async def test_the_limit_itself_is_fine(redis: Redis) -> None:
    limit = RateLimit(redis, "login", 3, WINDOW)

    assert refused(await hits(limit, "ada", 3)) == 0


async def test_a_limit_of_none_lets_nothing_through(redis: Redis, clock: Clock) -> None:
    clock.freeze()
    limit = RateLimit(redis, "login", 0, WINDOW)

    with pytest.raises(TooManyRequestsError) as caught:
        await limit.hit("ada")

    assert caught.value.retry_after == WINDOW
    assert await redis.keys() == []


async def test_one_hit_too_many_says_when_to_come_back(redis: Redis, clock: Clock) -> None:
    clock.freeze()
    limit = RateLimit(redis, "login", 1, WINDOW)
    await limit.hit("ada")
    clock.move(timedelta(seconds=20.5))

    with pytest.raises(TooManyRequestsError) as caught:
        await limit.hit("ada")

    assert caught.value.retry_after == WINDOW - 20


async def test_who_comes_back_when_told_is_let_in(redis: Redis, clock: Clock) -> None:
    clock.freeze()
    limit = RateLimit(redis, "login", 1, WINDOW)
    await limit.hit("ada")
    clock.move(timedelta(seconds=WINDOW))

    assert refused(await hits(limit, "ada", 2)) == 1


async def test_no_window_holds_more_than_the_limit(redis: Redis, clock: Clock) -> None:
    clock.freeze()
    limit = RateLimit(redis, "login", 4, WINDOW)
    await hits(limit, "ada", 1)
    clock.move(timedelta(seconds=WINDOW - 1))
    await hits(limit, "ada", 3)
    clock.move(timedelta(seconds=2))

    # A minute has begun since the first hit, and the other three are two seconds old.
    assert refused(await hits(limit, "ada", 4)) == 3


async def test_what_is_refused_does_not_count(redis: Redis, clock: Clock) -> None:
    clock.freeze()
    limit = RateLimit(redis, "login", 1, WINDOW)
    await limit.hit("ada")
    clock.move(timedelta(seconds=WINDOW - 1))
    await hits(limit, "ada", 3)
    clock.move(timedelta(seconds=1))

    assert refused(await hits(limit, "ada", 1)) == 0


async def test_a_hit_counts_toward_all_limits_or_none(redis: Redis) -> None:
    narrow, wide = RateLimit(redis, "narrow", 1, WINDOW), RateLimit(redis, "wide", 2, WINDOW)
    await narrow.hit("ada")

    with pytest.raises(TooManyRequestsError):
        await hit_all((wide, "home"), (narrow, "ada"))

    assert refused(await hits(wide, "home", 3)) == 1


async def test_the_longest_of_several_waits_is_told(redis: Redis, clock: Clock) -> None:
    clock.freeze()
    short, long = RateLimit(redis, "short", 1, WINDOW), RateLimit(redis, "long", 1, 2 * WINDOW)
    await hit_all((short, "ada"), (long, "ada"))

    with pytest.raises(TooManyRequestsError) as caught:
        await hit_all((long, "ada"), (short, "ada"))

    assert caught.value.retry_after == 2 * WINDOW


async def test_hits_at_the_same_time_are_all_counted(redis: Redis) -> None:
    limit = RateLimit(redis, "login", 3, WINDOW)

    assert refused(await hits(limit, "ada", 10)) == 7


async def test_each_key_has_a_count_of_its_own(redis: Redis) -> None:
    limit = RateLimit(redis, "login", 1, WINDOW)
    await limit.hit("ada")

    assert refused(await hits(limit, "grace", 1)) == 0


async def test_each_limit_has_a_count_of_its_own(redis: Redis) -> None:
    await RateLimit(redis, "login", 1, WINDOW).hit("ada")

    assert refused(await hits(RateLimit(redis, "search", 1, WINDOW), "ada", 1)) == 0


async def test_clearing_starts_again(redis: Redis) -> None:
    limit = RateLimit(redis, "login", 1, WINDOW)
    await limit.hit("ada")

    await limit.clear("ada")

    assert refused(await hits(limit, "ada", 1)) == 0


async def test_a_count_always_ends(redis: Redis) -> None:
    await hits(RateLimit(redis, "login", 3, WINDOW), "ada", 5)

    (counter,) = await redis.keys()
    assert 0 < await redis.ttl(counter) <= WINDOW
    assert await redis.llen(counter) == 3


async def test_a_limit_that_was_lowered_holds_at_once(redis: Redis) -> None:
    await hits(RateLimit(redis, "login", 5, WINDOW), "ada", 4)

    assert refused(await hits(RateLimit(redis, "login", 2, WINDOW), "ada", 1)) == 1


async def test_the_hits_of_another_service_do_not_count(live_settings: CoreSettings) -> None:
    shop, office = (
        create_redis(live_settings.model_copy(update={"redis_prefix": prefix}))
        for prefix in ("shop:", "office:")
    )
    async with shop, office:
        await RateLimit(shop, "login", 1, WINDOW).hit("ada")

        assert refused(await hits(RateLimit(office, "login", 1, WINDOW), "ada", 1)) == 0
