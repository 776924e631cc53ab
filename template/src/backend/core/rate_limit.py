"""Limits on how often something may happen: a sliding window, counted in Redis."""

from math import ceil

from redis.asyncio import Redis

from backend.core.clock import utc_now
from backend.core.errors import TooManyRequestsError
from backend.core.redis import key_of

MILLISECONDS = 1000

# A list for each counter holds the times of the last hits, at most `limit` of them: if the oldest
# is still in the window, so are all. One script, so that a hit counts toward all or toward none,
# and no process that dies in between leaves a key without an end.
HIT = """
local now, wait = tonumber(ARGV[1]), 0
for i, key in ipairs(KEYS) do
  local limit, oldest = tonumber(ARGV[2 * i]), now
  if limit > 0 then
    oldest = redis.call('LINDEX', key, limit - 1)
  end
  if oldest then
    wait = math.max(wait, tonumber(oldest) + tonumber(ARGV[2 * i + 1]) - now)
  end
end
if wait > 0 then
  return wait
end
for i, key in ipairs(KEYS) do
  redis.call('LPUSH', key, ARGV[1])
  redis.call('LTRIM', key, 0, ARGV[2 * i] - 1)
  redis.call('PEXPIRE', key, ARGV[2 * i + 1])
end
return 0
"""


class RateLimit:
    """At most `limit` hits a key in any `window_seconds`, over all processes together.

    A limit of 0 refuses every hit.
    """

    def __init__(self, redis: Redis, name: str, limit: int, window_seconds: int) -> None:
        self.redis = redis
        self.name = name
        self.limit = limit
        self.window_seconds = window_seconds

    async def hit(self, key: str) -> None:
        """Count one, or raise TooManyRequestsError; what is refused does not count."""
        await hit_all((self, key))

    async def clear(self, key: str) -> None:
        await self.redis.delete(self.counter(key))

    def counter(self, key: str) -> str:
        # Not `rate-limit:{name}:{key}`: releases up to 1.1 keep a number there.
        return key_of(self.redis, f"rate-limit:{self.name}:times:{key}")


async def hit_all(*hits: tuple[RateLimit, str]) -> None:
    """Count one toward every limit, or toward none and raise TooManyRequestsError."""
    now = int(utc_now().timestamp() * MILLISECONDS)
    bounds = [
        bound for limit, _ in hits for bound in (limit.limit, limit.window_seconds * MILLISECONDS)
    ]
    script = hits[0][0].redis.register_script(HIT)
    wait = await script([limit.counter(key) for limit, key in hits], [now, *bounds])
    if wait > 0:
        raise TooManyRequestsError(ceil(wait / MILLISECONDS))
