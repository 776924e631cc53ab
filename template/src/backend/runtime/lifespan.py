"""Opens what the process shares, be it the API or a worker, and closes it again."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from backend.apps.registry import RESOURCES
from backend.core.database import create_engine, create_sessionmaker
from backend.core.dependencies import State, with_resources
from backend.core.redis import create_redis
from backend.core.resources import opened
from backend.core.security import create_password_hash
from backend.core.settings import CoreSettings


@asynccontextmanager
async def lifespan(settings: CoreSettings, _: FastAPI) -> AsyncIterator[State]:
    async with open_state(settings) as state:
        yield state


@asynccontextmanager
async def open_state(settings: CoreSettings) -> AsyncIterator[State]:
    """Connect on first use: a database that is briefly away makes /readyz say so, no crash."""
    async with AsyncExitStack() as stack:
        engine = create_engine(settings)
        stack.push_async_callback(engine.dispose)
        redis = create_redis(settings)
        stack.push_async_callback(redis.aclose)
        state = State(
            settings=settings,
            sessionmaker=create_sessionmaker(engine),
            redis=redis,
            password_hash=create_password_hash(settings),
        )
        yield with_resources(state, await stack.enter_async_context(opened(RESOURCES, settings)))
