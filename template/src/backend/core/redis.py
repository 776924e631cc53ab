"""The way to Redis, which several services may share."""

from redis.asyncio import Redis

from backend.core.idle_connections import IDLE_SECONDS
from backend.core.settings import CoreSettings

CONNECT_SECONDS = 2
ANSWER_SECONDS = 5


class ServiceRedis(Redis):
    """Redis's client, which knows how this service's keys begin."""

    prefix = ""


def create_redis(settings: CoreSettings) -> Redis:
    redis = ServiceRedis.from_url(
        settings.redis_url,
        decode_responses=True,
        socket_connect_timeout=CONNECT_SECONDS * settings.server_patience,
        socket_timeout=ANSWER_SECONDS * settings.server_patience,
        health_check_interval=IDLE_SECONDS,
    )
    assert isinstance(redis, ServiceRedis)  # noqa: S101 - its stubs say Redis
    redis.prefix = settings.redis_prefix
    return redis


def key_of(redis: Redis, name: str) -> str:
    """Return the key with that name, which no other service on the same Redis has."""
    return f"{redis.prefix if isinstance(redis, ServiceRedis) else ''}{name}"
