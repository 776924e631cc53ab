"""What every test may ask for, from the widest scope to the narrowest."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from backend.apps.settings import Settings
from backend.core.database import Sessionmaker, create_engine, create_sessionmaker
from backend.core.dependencies import State
from backend.core.redis import create_redis
from backend.core.security import create_password_hash
from backend.runtime.app import create_app
from backend.tests.harness.isolation import isolated
from backend.tests.harness.persistence import Persist, persist_with
from backend.tests.harness.run import servers_of
from backend.tests.harness.servers.contract import Servers
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.transport import client_of
from backend.tests.harness.worker import own_databases

pytest_plugins = ["backend.tests.harness.hooks"]


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Settings that lead to no server."""
    return settings_for_tests()


@pytest.fixture(scope="session")
def app(settings: Settings) -> FastAPI:
    """The real app, assembled once; it keeps nothing between requests."""
    return create_app(settings)


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    """One real PostgreSQL and one real Redis; asking for them makes a test an integration test."""
    return servers_of(pytestconfig)


@pytest.fixture(scope="session")
async def live_settings(servers: Servers) -> AsyncIterator[Settings]:
    """Settings that lead to this worker's own migrated database and its own Redis database."""
    async with own_databases(servers) as settings:
        yield settings


@pytest.fixture(scope="session")
async def engine(live_settings: Settings) -> AsyncIterator[AsyncEngine]:
    """The service's own engine, on this worker's database."""
    engine = create_engine(live_settings)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def redis_client(live_settings: Settings) -> AsyncIterator[Redis]:
    """The service's own Redis client; tests use `redis`, which leaves nothing behind."""
    client = create_redis(live_settings)
    yield client
    await client.aclose()


@pytest.fixture
async def sessionmaker(engine: AsyncEngine) -> AsyncIterator[Sessionmaker]:
    """The service's own sessionmaker, on a connection whose every change is rolled back."""
    async with isolated(engine) as connection:
        yield create_sessionmaker(connection)


@pytest.fixture
async def session(sessionmaker: Sessionmaker) -> AsyncIterator[AsyncSession]:
    """A session for assertions: it has never seen what the test or a request wrote."""
    async with sessionmaker() as session:
        yield session


@pytest.fixture
def persist(sessionmaker: Sessionmaker) -> Persist:
    """Saves what a factory built, as an earlier request would have."""
    return persist_with(sessionmaker)


@pytest.fixture
async def redis(redis_client: Redis) -> AsyncIterator[Redis]:
    """The Redis database of this worker, empty before and after."""
    yield redis_client
    await redis_client.flushdb()


@pytest.fixture
def state(settings: Settings, sessionmaker: Sessionmaker, redis: Redis) -> State:
    """What the lifespan would share with every request, on this test's connection."""
    return State(
        settings=settings,
        sessionmaker=sessionmaker,
        redis=redis,
        password_hash=create_password_hash(settings),
    )


@pytest.fixture
async def client(app: FastAPI, state: State) -> AsyncIterator[AsyncClient]:
    """Talks HTTP to the real app; only the connection underneath is the test's."""
    async with client_of(app, state) as client:
        yield client
