"""What the tests of jobs stand on: rows of jobs, and a stream that is there or is not."""

from collections.abc import AsyncIterator

import pytest

from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.core.jobs.broker import StreamBroker
from backend.core.jobs.relay import Relay
from backend.core.settings import CoreSettings
from backend.tests.core.jobs.samples import HANDLERS
from backend.tests.core.jobs.workshop import Queued, RunOne, open_broker


@pytest.fixture
def queued(sessionmaker: Sessionmaker) -> Queued:
    """Puts a job for a handler in its row, and reads it again."""
    return Queued(sessionmaker)


@pytest.fixture
def run_one(state: State, queued: Queued) -> RunOne:
    """Makes a job for a handler and has a worker try it once."""
    return RunOne(state, queued)


@pytest.fixture
async def broker(live_settings: CoreSettings) -> AsyncIterator[StreamBroker]:
    """The stream in this test's Redis."""
    async with open_broker(live_settings) as broker:
        yield broker


@pytest.fixture
def relay(sessionmaker: Sessionmaker, broker: StreamBroker) -> Relay:
    """Hands on what was published to the two handlers of the samples."""
    return Relay(sessionmaker, HANDLERS, broker)


@pytest.fixture
async def other_broker(live_settings: CoreSettings) -> AsyncIterator[StreamBroker]:
    """The same stream, as another worker has it."""
    async with open_broker(live_settings) as broker:
        yield broker


@pytest.fixture
async def lost_broker(settings: CoreSettings) -> AsyncIterator[StreamBroker]:
    """A stream whose Redis is away."""
    async with open_broker(settings) as broker:
        yield broker
