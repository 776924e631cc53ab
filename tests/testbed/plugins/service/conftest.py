"""What the tests of these plugins stand on: a service that blocks, and what was seen of it."""

from collections.abc import AsyncIterator, Callable
from typing import cast

import pytest
from httpx import AsyncClient

from backend.core.dependencies import State
from backend.tests.harness.plugins.service.blocking import BLOCKING
from backend.tests.harness.transport import unchecked_client_of
from backend.tests.testbed.plugins.service import blockers


@pytest.fixture
def take_sentences(pytestconfig: pytest.Config) -> Callable[[], list[str]]:
    """Takes the sentences for which this test would fail at its end."""

    def take_sentences() -> list[str]:
        sentences = list(pytestconfig.stash[BLOCKING].sentences)
        pytestconfig.stash[BLOCKING].sentences.clear()
        return sentences

    return take_sentences


@pytest.fixture
async def blocking_client() -> AsyncIterator[AsyncClient]:
    """Talks to a service that blocks the event loop on request."""
    async with unchecked_client_of(blockers.app, cast("State", {})) as client:
        yield client
