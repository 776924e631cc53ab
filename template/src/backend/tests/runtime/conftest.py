"""What the tests of runtime stand on: the real app with routes that fail, and its real log."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from backend.core.dependencies import State
from backend.core.settings import CoreSettings
from backend.runtime.lifespan import lifespan
from backend.tests.harness.logs import collected_log, unchanged_logging
from backend.tests.harness.one_task import in_one_task
from backend.tests.harness.spare_redis import SpareRedis, open_spare_redis
from backend.tests.harness.transport import client_of, unchecked_client_of
from backend.tests.runtime.environment import environment_of, move_to_env_file
from backend.tests.runtime.logs import ReadLog, parsed
from backend.tests.runtime.probes import create_impatient_app, create_probe_app
from backend.tests.runtime.processes import Service, service_in


@pytest.fixture(scope="session")
def probe_app(settings: CoreSettings) -> FastAPI:
    """The real app, and beside its routes some that fail in every way."""
    return create_probe_app(settings)


@pytest.fixture
async def serverless_state(app: FastAPI, settings: CoreSettings) -> AsyncIterator[State]:
    """What the lifespan shares when neither PostgreSQL nor Redis is there."""
    async with in_one_task(lifespan(settings, app)) as state:
        yield state


@pytest.fixture
async def serverless_client(app: FastAPI, serverless_state: State) -> AsyncIterator[AsyncClient]:
    """Talks to the real app, which has neither PostgreSQL nor Redis."""
    async with client_of(app, serverless_state) as client:
        yield client


@pytest.fixture
async def impatient_client(serverless_state: State) -> AsyncIterator[AsyncClient]:
    """Talks to the real app, which waits for no body that is not there yet."""
    async with client_of(create_impatient_app(), serverless_state) as client:
        yield client


@pytest.fixture
async def stumbling_client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """Talks to the real app, in which whatever needs anything shared meets a bug."""
    async with client_of(app, cast("State", {})) as client:
        yield client


@pytest.fixture
async def probe_client(probe_app: FastAPI, serverless_state: State) -> AsyncIterator[AsyncClient]:
    """Talks to the probe app, which has no servers."""
    async with unchecked_client_of(probe_app, serverless_state) as client:
        yield client


@pytest.fixture
async def connected_client(probe_app: FastAPI, state: State) -> AsyncIterator[AsyncClient]:
    """Talks to the probe app, which has PostgreSQL and Redis."""
    async with unchecked_client_of(probe_app, state) as client:
        yield client


@pytest.fixture
def read_log(settings: CoreSettings) -> Iterator[ReadLog]:
    """Reads what the service logs, as a collector of its standard output would."""
    with collected_log(settings) as written:
        yield lambda: parsed(written.getvalue())


@pytest.fixture
def env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The `.env` of `make run`, in a folder to work in; whatever main does to logging is undone."""
    with unchanged_logging():
        yield move_to_env_file(monkeypatch, tmp_path)


@pytest.fixture
def service(live_settings: CoreSettings, tmp_path: Path) -> Iterator[Service]:
    """The service in a process of its own, with PostgreSQL and Redis."""
    with service_in(tmp_path, environment_of(live_settings)) as service:
        yield service


@pytest.fixture
async def spare_redis(tmp_path: Path) -> AsyncIterator[SpareRedis]:
    """A Redis of this test's own, which may be killed."""
    async with open_spare_redis(tmp_path) as redis:
        yield redis
