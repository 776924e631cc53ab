"""How often something may happen: a fixed window, counted in Redis."""

from redis.asyncio import Redis

from backend.core.errors import TooManyRequestsError


class RateLimit:
    """At most `limit` hits a key in `window_seconds`, over all processes together."""

    def __init__(self, redis: Redis, name: str, limit: int, window_seconds: int) -> None:
        self.redis = redis
        self.name = name
        self.limit = limit
        self.window_seconds = window_seconds

    async def hit(self, key: str) -> None:
        # One transaction, one round trip: a process that dies between counting and expiring
        # cannot leave a counter that never ends.
        async with self.redis.pipeline(transaction=True) as pipeline:
            pipeline.incr(self._counter(key))
            pipeline.expire(self._counter(key), self.window_seconds, nx=True)
            pipeline.ttl(self._counter(key))
            hits, _, seconds_left = await pipeline.execute()
        if hits > self.limit:
            raise TooManyRequestsError(max(seconds_left, 1))

    async def clear(self, key: str) -> None:
        await self.redis.delete(self._counter(key))

    def _counter(self, key: str) -> str:
        return f"rate-limit:{self.name}:{key}"
