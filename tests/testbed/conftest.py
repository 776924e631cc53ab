"""What the harness's own tests stand on: owners of databases, who may come and go, and a Redis."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from backend.core.dependencies import State
from backend.tests.harness.databases import Databases, connect
from backend.tests.harness.live import LiveServer, open_live_server
from backend.tests.harness.servers.contract import GIVEN, Servers
from backend.tests.harness.spare_redis import open_spare_redis
from backend.tests.testbed import streams


@pytest.fixture
async def owner(servers: Servers) -> AsyncIterator[Databases]:
    """Makes databases, and lets go of them when the test is over."""
    async with AsyncExitStack() as opened:
        yield await connect(servers, opened)


@pytest.fixture
async def other(servers: Servers) -> AsyncIterator[Databases]:
    """Another process, as PostgreSQL sees it."""
    async with AsyncExitStack() as opened:
        yield await connect(servers, opened)


@pytest.fixture
async def given(tmp_path: Path) -> AsyncIterator[Servers]:
    """A Redis of this test's own, as if its URL came from the environment; no PostgreSQL."""
    async with open_spare_redis(tmp_path) as redis:
        yield Servers(GIVEN, "", "", redis.url.removesuffix("/0"), "Redis")


@pytest.fixture
async def stream_server(state: State) -> AsyncIterator[LiveServer]:
    """Serves streams and WebSockets, which have noticed nothing yet."""
    streams.NOTICED.clear()
    async with open_live_server(streams.app, state) as server:
        yield server
