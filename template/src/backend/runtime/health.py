"""Says whether the process is alive, and whether it can do its work."""

from asyncio import gather, timeout
from collections.abc import Awaitable
from http import HTTPStatus
from typing import Literal

import structlog
from fastapi import APIRouter
from redis.asyncio import Redis
from sqlalchemy import delete, false

from backend.core.database import Sessionmaker
from backend.core.dependencies import CoreSettingsDep, RedisDep, SessionmakerDep
from backend.core.errors import UnavailableError
from backend.core.failures import cause_of, detail_of
from backend.core.outbox import OutboxEvent
from backend.core.redis import key_of
from backend.core.schemas import Schema, problems

PATIENCE_SECONDS = 2
PROBE_KEY = "readyz"

log = structlog.get_logger(__name__)
router = APIRouter(tags=["health"])


class Health(Schema):
    status: Literal["ok"] = "ok"


class NotReadyError(UnavailableError):
    def __init__(self, silent: list[str]) -> None:
        super().__init__(f"Not ready: cannot use {' and '.join(silent)}.")


@router.get("/livez")
async def report_alive() -> Health:
    return Health()


@router.get("/readyz", responses=problems(HTTPStatus.SERVICE_UNAVAILABLE))
async def report_ready(
    sessionmaker: SessionmakerDep, redis: RedisDep, settings: CoreSettingsDep
) -> Health:
    seconds = PATIENCE_SECONDS * settings.server_patience
    questions = {"PostgreSQL": ask_postgresql(sessionmaker), "Redis": ask_redis(redis)}
    answers = await gather(
        *(is_answered(name, asked, seconds) for name, asked in questions.items())
    )
    silent = [name for name, answered in zip(questions, answers, strict=True) if not answered]
    if silent:
        raise NotReadyError(silent)
    return Health()


async def is_answered(server: str, question: Awaitable[None], seconds: float) -> bool:
    try:
        async with timeout(seconds):
            await question
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the server is not ready
        cause, detail = cause_of(error), detail_of(error)
        log.warning("server_silent", server=server, cause=cause, detail=detail)
        return False
    return True


async def ask_postgresql(sessionmaker: Sessionmaker) -> None:
    """Be allowed to write, without a row to show for it: a read-only server refuses this too."""
    async with sessionmaker() as session:
        await session.execute(delete(OutboxEvent).where(false()))


async def ask_redis(redis: Redis) -> None:
    """Write a key that is gone at once: a replica, or a server without memory, refuses it."""
    await redis.set(key_of(redis, PROBE_KEY), "", px=1)
