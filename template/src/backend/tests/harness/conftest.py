"""What the harness's own tests stand on: owners of databases, who may come and go."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from backend.tests.harness.databases import Databases, connect
from backend.tests.harness.servers.contract import Servers


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
