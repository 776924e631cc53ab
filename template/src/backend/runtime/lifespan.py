"""Opens what the process shares and closes it again."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from backend.apps.settings import Settings
from backend.core.database import create_engine, create_sessionmaker
from backend.core.dependencies import State
from backend.core.redis import create_redis
from backend.core.security import create_password_hash


@asynccontextmanager
async def lifespan(settings: Settings, _: FastAPI) -> AsyncIterator[State]:
    """Connect on first use: a database that is briefly away makes /readyz say so, no crash."""
    async with AsyncExitStack() as stack:
        engine = create_engine(settings)
        stack.push_async_callback(engine.dispose)
        redis = create_redis(settings)
        stack.push_async_callback(redis.aclose)
        yield State(
            settings=settings,
            sessionmaker=create_sessionmaker(engine),
            redis=redis,
            password_hash=create_password_hash(settings),
        )
