"""How the service reaches Redis."""

from redis.asyncio import Redis

from backend.core.settings import CoreSettings

CONNECT_SECONDS = 2
ANSWER_SECONDS = 5


def create_redis(settings: CoreSettings) -> Redis:
    return Redis.from_url(
        settings.redis_url,
        decode_responses=True,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        # A connection that was idle for so long is asked before it is trusted.
        health_check_interval=30,
    )
