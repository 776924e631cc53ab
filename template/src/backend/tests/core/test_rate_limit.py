"""So many hits in a window, and then no more, for everyone who asks."""

from asyncio import gather

import pytest
from redis.asyncio import Redis

from backend.core.errors import TooManyRequestsError
from backend.core.rate_limit import RateLimit

WINDOW = 60


async def hits(limit: RateLimit, key: str, times: int) -> list[BaseException | None]:
    return await gather(*(limit.hit(key) for _ in range(times)), return_exceptions=True)


def refused(answers: list[BaseException | None]) -> int:
    return sum(isinstance(answer, TooManyRequestsError) for answer in answers)


async def test_the_limit_itself_is_fine(redis: Redis) -> None:
    limit = RateLimit(redis, "login", 3, WINDOW)

    assert refused(await hits(limit, "ada", 3)) == 0


async def test_one_hit_too_many_says_when_to_come_back(redis: Redis) -> None:
    limit = RateLimit(redis, "login", 1, WINDOW)
    await limit.hit("ada")

    with pytest.raises(TooManyRequestsError) as caught:
        await limit.hit("ada")

    assert WINDOW / 2 < caught.value.retry_after <= WINDOW


async def test_who_comes_at_the_end_of_a_window_waits_for_a_second(redis: Redis) -> None:
    limit = RateLimit(redis, "login", 1, WINDOW)
    await limit.hit("ada")
    (counter,) = await redis.keys()
    await redis.expire(counter, 1)

    with pytest.raises(TooManyRequestsError) as caught:
        await limit.hit("ada")

    assert caught.value.retry_after == 1


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
    await RateLimit(redis, "login", 3, WINDOW).hit("ada")

    (counter,) = await redis.keys()
    assert 0 < await redis.ttl(counter) <= WINDOW


async def test_a_later_hit_does_not_prolong_the_window(redis: Redis) -> None:
    limit = RateLimit(redis, "login", 3, WINDOW)
    await limit.hit("ada")
    (counter,) = await redis.keys()
    await redis.expire(counter, WINDOW // 2)

    await limit.hit("ada")

    assert await redis.ttl(counter) <= WINDOW // 2
