"""Finds keys that would stay in Redis for ever."""

from fnmatch import fnmatchcase

from redis.asyncio import Redis

from backend.tests.harness.guards.violations import Violations
from backend.tests.harness.redis_leases import RedisLease

WITHOUT_EXPIRY = -1


async def empty(
    redis: Redis, lease: RedisLease, lasting: list[str], violations: Violations
) -> None:
    """Remove what a test left; name the keys without an expiry that match no `lasting` pattern.

    Raises RedisLeaseError.
    """
    if not await redis.dbsize():
        return
    keys = sorted([key async for key in redis.scan_iter()])
    async with redis.pipeline(transaction=False) as pipeline:
        for key in keys:
            pipeline.ttl(key)
        lifetimes = await pipeline.execute()
    await lease.empty(redis)
    for key, lifetime in zip(keys, lifetimes, strict=True):
        if lifetime == WITHOUT_EXPIRY and not any(fnmatchcase(key, kept) for kept in lasting):
            violations.add(
                f"The Redis key {key!r} has no expiry: give it one, delete it, or, if it is meant "
                "to stay, add a pattern for it to `redis_lasting_keys` in pytest.ini."
            )
