"""What the tests of the contract stand on: a service that does not keep its own."""

from collections.abc import AsyncIterator, Iterator

import pytest
from httpx import AsyncClient

from backend.core.dependencies import State
from backend.tests.harness.contracts.contract import SEEN
from backend.tests.harness.transport import client_of
from backend.tests.testbed.contracts import kinds, liars


@pytest.fixture
async def lying_client(state: State) -> AsyncIterator[AsyncClient]:
    """Talks to a service that breaks its promises, as it would to the real one."""
    async with client_of(liars.app, state) as client:
        yield client


@pytest.fixture
async def kinds_client(state: State) -> AsyncIterator[AsyncClient]:
    """Talks to a service that answers in every way that FastAPI describes."""
    async with client_of(kinds.app, state) as client:
        yield client


@pytest.fixture
def seen() -> Iterator[set[str]]:
    """The answers that this test saw; those of the tests before it are back when it ends."""
    before = set(SEEN)
    SEEN.clear()
    yield SEEN
    SEEN.update(before)
