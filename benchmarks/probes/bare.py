"""The measured work in a bare asyncio script: no pytest, no fixture, nothing taken back."""

import asyncio
import json
import logging
import os
from pathlib import Path
from time import perf_counter

import structlog
from backend.tests.bench.flow import full_flow
from backend.tests.bench.strategies import nothing
from fastapi import FastAPI

from backend.core.database import create_engine
from backend.runtime.app import create_app
from backend.tests.harness.configuration import plan_for_tests
from backend.tests.harness.persistence import Persist
from backend.tests.harness.sandbox import Sandbox
from backend.tests.harness.servers.leases import acquire
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.state import state_of
from backend.tests.harness.transport import client_of
from backend.tests.harness.worker import open_worker


async def main() -> list[float]:
    # A script has no pytest that swallows the service's log.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    servers = acquire(plan_for_tests(), linger_seconds=600).servers
    app = create_app(settings_for_tests())
    async with open_worker(servers, 0) as worker:
        engine = create_engine(worker.settings)
        async with nothing(worker, engine) as sandbox:
            durations = [await measured(app, sandbox) for _ in range(int(os.environ["TESTS"]))]
        await engine.dispose()
    return durations


async def measured(app: FastAPI, sandbox: Sandbox) -> float:
    """Return the seconds of one round."""
    began = perf_counter()
    state = state_of(settings_for_tests(), sandbox)
    async with client_of(app, state) as client, sandbox.sessionmaker() as session:
        await full_flow(client, Persist(sandbox.sessionmaker), session)
    return perf_counter() - began


if __name__ == "__main__":
    Path(os.environ["DURATIONS"]).write_text(json.dumps({"tests": asyncio.run(main())}))
