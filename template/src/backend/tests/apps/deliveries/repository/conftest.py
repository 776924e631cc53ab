"""What the tests of the repositories stand on: the cache, the steps, and deaths in between."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from backend.apps.deliveries.repository.attempts import Attempts
from backend.apps.deliveries.repository.dashboards import Dashboards
from backend.apps.deliveries.settings import DeliveriesSettings
from backend.apps.events import TendersMatched
from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.core.redis import create_redis
from backend.core.settings import CoreSettings
from backend.tests.apps.deliveries.mailers import Interrupt, mailing
from backend.tests.harness.workers import StartWorker

SECONDS = 60


@pytest.fixture
def dashboards(redis: Redis) -> Dashboards:
    """The dashboards that are kept in Redis."""
    return Dashboards(redis, SECONDS)


@pytest.fixture
async def lost_dashboards(settings: CoreSettings) -> AsyncIterator[Dashboards]:
    """The same while Redis is away."""
    async with create_redis(settings) as redis:
        yield Dashboards(redis, SECONDS)


@pytest.fixture
def interrupt(
    start_worker: StartWorker,
    mail_settings: DeliveriesSettings,
    sessionmaker: Sessionmaker,
    digest: TendersMatched,
) -> Interrupt:
    """Kills a worker in the middle of `digest`, and starts another."""
    assert digest.tenders
    return Interrupt(mailing(start_worker, mail_settings), sessionmaker)


@pytest.fixture
def attempts(state: State, dashboards: Dashboards) -> Attempts:
    """The steps of attempts, as a worker takes them."""
    return Attempts(state["sessionmaker"], dashboards)
