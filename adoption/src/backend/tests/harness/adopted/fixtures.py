"""What the fixtures of an adopted service do; they are of its kind, async or sync."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import Any

import pytest
import redis

from backend.tests.harness.adopted import clients
from backend.tests.harness.adopted.persistence import persist_of as persist_with
from backend.tests.harness.adopted.plugin import STAGE
from backend.tests.harness.adopted.sandbox import Sandbox
from backend.tests.harness.adopted.schemas import SchemaError
from backend.tests.harness.adopted.wiring import WiringError
from backend.tests.harness.adopted.worker import Worker, open_worker
from backend.tests.harness.guards import overrides
from backend.tests.harness.guards.violations import fail
from backend.tests.harness.run import committed_tests
from backend.tests.harness.schema import SCHEMA
from backend.tests.harness.servers.contract import Servers

NO_REDIS = 'This service has no Redis: pyproject.toml says `redis = ""`.'


@asynccontextmanager
async def worker_of(servers: Servers, config: pytest.Config) -> AsyncIterator[Worker]:
    """Open what this process has to itself; what is wrong with the wiring is told in a sentence."""
    stage, schema = config.stash[STAGE], config.stash[SCHEMA]
    try:
        async with open_worker(servers, stage, schema, committed_tests(config)) as worker:
            yield worker
    except (SchemaError, WiringError) as error:
        # Without what led to it, which would say the same once more.
        raise pytest.fail.Exception(str(error), pytrace=False) from None


# The kind of each depends on the wiring, and what a test says it is stands in its own annotations.


def app_of(worker: Worker) -> Any:  # noqa: ANN401 - see above
    return worker.application.app


def session_of(sandbox: Sandbox) -> Any:  # noqa: ANN401 - see above
    return sandbox.session()


def persist_of(sandbox: Sandbox) -> Any:  # noqa: ANN401 - see above
    return persist_with(sandbox.sessionmaker)


@contextmanager
def client_of(worker: Worker, sandbox: Sandbox) -> Iterator[Any]:
    """Yield a client; an override that the test leaves in the app fails it."""
    app, sync = worker.application.app, worker.stage.wiring.sync
    guard = overrides.guarded(app) if hasattr(app, "dependency_overrides") else nullcontext()
    with guard:
        yield clients.client_of(worker.application, sandbox.stack, sync=sync)


def redis_of(sandbox: Sandbox, worker: Worker) -> Any:  # noqa: ANN401 - see above
    if worker.stage.redis is None:
        fail(NO_REDIS)
    if not worker.stage.wiring.sync:
        return worker.redis
    client = redis.Redis.from_url(worker.stage.redis.url, decode_responses=True)
    sandbox.stack.callback(client.close)
    return client
