"""What every test may ask for, from the widest scope to the narrowest."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.core.settings import CoreSettings
from backend.runtime.app import create_app
from backend.tests.harness.clock import Clock, open_clock
from backend.tests.harness.guards import overrides
from backend.tests.harness.jobs import Publish, Published, RunJobs
from backend.tests.harness.live import LiveServer, open_live_server
from backend.tests.harness.persistence import Persist
from backend.tests.harness.run import committed_tests, servers_of
from backend.tests.harness.sandbox import Sandbox, sandbox_for
from backend.tests.harness.servers.contract import Servers
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.state import state_of
from backend.tests.harness.transport import client_of
from backend.tests.harness.worker import Worker, open_worker
from backend.tests.harness.workers import StartWorker, environment_of, starting_workers


@pytest.fixture(scope="session")
def settings() -> CoreSettings:
    """CoreSettings that lead to no server."""
    return settings_for_tests()


@pytest.fixture(scope="session")
def app(settings: CoreSettings) -> FastAPI:
    """The real app, assembled once; it keeps nothing between requests."""
    return create_app(settings)


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    """One real PostgreSQL and one real Redis; asking for them makes a test an integration test."""
    return servers_of(pytestconfig)


@pytest.fixture(scope="session")
async def worker(servers: Servers, pytestconfig: pytest.Config) -> AsyncIterator[Worker]:
    """What this process alone has on the servers, and its pool of clones."""
    async with open_worker(servers, committed_tests(pytestconfig)) as worker:
        yield worker


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Stops and moves Python's time: `clock.freeze()`, `clock.move(timedelta(days=1))`."""
    with open_clock() as clock:
        yield clock


@pytest.fixture
async def sandbox(request: pytest.FixtureRequest, worker: Worker) -> AsyncIterator[Sandbox]:
    """One transaction that is rolled back or, for `@pytest.mark.committed`, a database."""
    async with sandbox_for(request, worker) as sandbox:
        yield sandbox


@pytest.fixture
def live_settings(sandbox: Sandbox) -> CoreSettings:
    """CoreSettings that lead to the sandbox's databases, for what connects by itself."""
    return sandbox.settings


@pytest.fixture
def live_environment(settings: CoreSettings, live_settings: CoreSettings) -> dict[str, str]:
    """The variables that tell a process all settings, with those databases."""
    return environment_of(settings, live_settings)


@pytest.fixture
def sessionmaker(sandbox: Sandbox) -> Sessionmaker:
    """The service's own sessionmaker, on a connection or a database of the test's own."""
    return sandbox.sessionmaker


@pytest.fixture
def session(sessionmaker: Sessionmaker, sandbox: Sandbox) -> AsyncSession:
    """A session for assertions: it has never seen what the test or a request wrote."""
    return sandbox.closing(sessionmaker())


@pytest.fixture
def persist(sessionmaker: Sessionmaker) -> Persist:
    """Saves what a factory built, as an earlier request would have."""
    return Persist(sessionmaker)


@pytest.fixture
def publish(sessionmaker: Sessionmaker) -> Publish:
    """Publishes an event, as an earlier request would have."""
    return Publish(sessionmaker)


@pytest.fixture
def published(sessionmaker: Sessionmaker) -> Published:
    """Reads the events that the service has published, of one kind."""
    return Published(sessionmaker)


@pytest.fixture
def redis(sandbox: Sandbox) -> Redis:
    """The service's own Redis client, on a database that is empty before and after."""
    return sandbox.redis


@pytest.fixture
def state(settings: CoreSettings, sandbox: Sandbox) -> State:
    """What the lifespan would share with every request, on this test's sandbox."""
    return state_of(settings, sandbox)


@pytest.fixture
def run_jobs(state: State, live_settings: CoreSettings, clock: Clock) -> RunJobs:
    """Runs the jobs that are due, now or after a while, and those that follow, to the end."""
    return RunJobs(state, live_settings, clock)


@pytest.fixture
async def start_worker(
    request: pytest.FixtureRequest, tmp_path: Path, live_environment: dict[str, str]
) -> AsyncIterator[StartWorker]:
    """Starts real workers on the test's own database and Redis; for `committed` tests."""
    async with starting_workers(request.node, tmp_path, live_environment) as start_worker:
        yield start_worker


@pytest.fixture
def client(app: FastAPI, state: State, sandbox: Sandbox) -> Iterator[AsyncClient]:
    """Talks HTTP to the real app; only the connection underneath is the test's."""
    with overrides.guarded(app):
        yield sandbox.closing(client_of(app, state))


@pytest.fixture
async def live_server(app: FastAPI, state: State) -> AsyncIterator[LiveServer]:
    """The real app on a socket, for streams and WebSockets: `client`, `follow`, `connect`."""
    async with open_live_server(app, state) as live_server:
        yield live_server
