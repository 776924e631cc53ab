"""Dashboards that were counted already, in Redis: for a while, and until a delivery changes."""

import secrets
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from backend.apps.deliveries.schemas import DashboardRead

Count: TypeAlias = Callable[[], Awaitable[DashboardRead]]
FIRST = "0"

log = structlog.get_logger(__name__)


class Dashboards:
    """Each organization has an edition, and a change begins a new one.

    Somebody who counted before the change and stores it after it does so under the old edition,
    where nobody looks any more.
    """

    def __init__(self, redis: Redis, seconds: int) -> None:
        self.redis = redis
        self.seconds = seconds

    async def through(self, organization_id: UUID, days: int, count: Count) -> DashboardRead:
        """Return what is kept, else what `count` says now; without Redis it is always that."""
        try:
            # Before it is counted: what changes meanwhile makes this edition an old one.
            place = key(organization_id, days, await self.edition(organization_id))
            found = await self.redis.get(place)
        except RedisError as error:
            complain(error)
            return await count()
        if found is not None:
            return DashboardRead.model_validate_json(found)
        counted = await count()
        await self.keep(place, counted)
        return counted

    async def keep(self, place: str, dashboard: DashboardRead) -> None:
        try:
            await self.redis.set(place, dashboard.model_dump_json(), ex=self.seconds)
        except RedisError as error:
            complain(error)

    async def edition(self, organization_id: UUID) -> str:
        found = await self.redis.get(edition_key(organization_id))
        return FIRST if found is None else str(found)

    async def forget(self, organization_id: UUID) -> None:
        # It outlives what was kept before it, so that no old edition can come back.
        lifetime = 2 * self.seconds
        await self.redis.set(edition_key(organization_id), secrets.token_hex(8), ex=lifetime)


def complain(error: RedisError) -> None:
    log.warning("dashboard_not_cached", cause=type(error).__name__, detail=str(error))


def edition_key(organization_id: UUID) -> str:
    return f"dashboard:{organization_id}:edition"


def key(organization_id: UUID, days: int, edition: str) -> str:
    return f"dashboard:{organization_id}:{edition}:{days}"
