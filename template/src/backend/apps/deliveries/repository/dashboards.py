"""Dashboards that were counted already, in Redis: for a while, and until a delivery changes."""

import secrets
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from backend.apps.deliveries.schemas import DashboardRead
from backend.core.redis import key_of

Count: TypeAlias = Callable[[], Awaitable[DashboardRead]]
FIRST = "0"
EDITION = "edition"

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
            edition = await self.edition(organization_id)
            place = self.key(organization_id, f"{edition}:{days}")
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
        found = await self.redis.get(self.key(organization_id, EDITION))
        return FIRST if found is None else str(found)

    async def forget(self, organization_id: UUID) -> None:
        # It outlives what was kept before it, so that no old edition can come back.
        lifetime = 2 * self.seconds
        edition = self.key(organization_id, EDITION)
        await self.redis.set(edition, secrets.token_hex(8), ex=lifetime)

    def key(self, organization_id: UUID, name: str) -> str:
        return key_of(self.redis, f"dashboard:{organization_id}:{name}")


def complain(error: RedisError) -> None:
    log.warning("dashboard_not_cached", cause=type(error).__name__, detail=str(error))
