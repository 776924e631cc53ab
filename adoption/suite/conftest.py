"""What every test may ask for; fixtures of your own go into `service/conftest.py`.

The annotations name what an async service gets; a sync one gets the sync kind of the same.
"""

from collections.abc import AsyncIterator, Iterator

import pytest
from httpx import AsyncClient
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import ASGIApp

from backend.tests.harness.adopted import fixtures
from backend.tests.harness.adopted.persistence import AsyncPersist
from backend.tests.harness.adopted.sandbox import AnySessionmaker, Sandbox, sandbox_for
from backend.tests.harness.adopted.worker import Worker
from backend.tests.harness.clock import Clock, open_clock
from backend.tests.harness.run import servers_of
from backend.tests.harness.servers.contract import Servers


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    """One real PostgreSQL and one real Redis; asking for them makes a test an integration test."""
    return servers_of(pytestconfig)


@pytest.fixture(scope="session")
async def worker(servers: Servers, pytestconfig: pytest.Config) -> AsyncIterator[Worker]:
    """The service as it was started, on what this process alone has on the servers."""
    async with fixtures.worker_of(servers, pytestconfig) as worker:
        yield worker


@pytest.fixture(scope="session")
def app(worker: Worker) -> ASGIApp:
    """The service's own application."""
    return fixtures.app_of(worker)


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
def sessionmaker(sandbox: Sandbox) -> AnySessionmaker:
    """Makes sessions of the service's own kind, on its own engine."""
    return sandbox.sessionmaker


@pytest.fixture
def session(sandbox: Sandbox) -> AsyncSession:
    """A session for assertions: it has never seen what the test or a request wrote."""
    return fixtures.session_of(sandbox)


@pytest.fixture
def persist(sandbox: Sandbox) -> AsyncPersist:
    """Saves a row as an earlier request would have."""
    return fixtures.persist_of(sandbox)


@pytest.fixture
def redis(sandbox: Sandbox, worker: Worker) -> Redis:
    """A Redis client, on the service's database, which is empty before and after."""
    return fixtures.redis_of(sandbox, worker)


@pytest.fixture
def client(worker: Worker, sandbox: Sandbox) -> Iterator[AsyncClient]:
    """Talks HTTP to the service's own application."""
    with fixtures.client_of(worker, sandbox) as client:
        yield client
