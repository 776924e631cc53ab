"""The real app, in this process, on servers that are in some state."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from httpx import AsyncClient
from redis.asyncio import Redis

from backend.core.settings import CoreSettings
from backend.runtime.lifespan import lifespan
from backend.tests.harness.transport import unchecked_client_of


@asynccontextmanager
async def client_on(
    app: FastAPI, settings: CoreSettings, **urls: str
) -> AsyncIterator[AsyncClient]:
    """Yield a client of `app`, one of whose servers is the one at this URL."""
    there = settings.model_copy(update=urls)
    async with lifespan(there, app) as state, unchecked_client_of(app, state) as client:
        yield client


def with_options(database_url: str, options: str) -> str:
    """Have PostgreSQL begin each session with these."""
    return f"{database_url}{'&' if '?' in database_url else '?'}options={quote(options)}"


async def execute(redis_url: str, command: str) -> None:
    """Send Redis a command, as an operator does with redis-cli."""
    async with Redis.from_url(redis_url, single_connection_client=True) as redis:
        send: Any = redis.execute_command
        await send(*command.split())
