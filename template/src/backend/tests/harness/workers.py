"""Real workers: processes that do the jobs of a committed test, and may be stopped and killed."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.jobs.models import QueuedJob
from backend.core.settings import CoreSettings
from backend.tests.harness.guards.violations import fail
from backend.tests.harness.run import COMMITTED
from backend.tests.harness.servers.children import die_with
from backend.tests.harness.servers.places import SOURCE

WORKER = "backend.runtime.worker"
STARTED = "worker_started"
UNSEEN = (
    "A worker is a process of its own and sees what is committed, nothing else: mark the test "
    "with @pytest.mark.committed, or run the jobs inside it with `run_jobs`."
)


class WorkerProcess:
    """A running worker, and the lines that it has logged so far."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.lines: list[dict[str, Any]] = []

    async def until(self, event: str, **fields: object) -> dict[str, Any]:
        """Read on until the worker logs such a line, and return it."""
        while True:
            line = await self.read()
            assert line is not None, f"The worker ended before {event!r}:\n{self.log()}"
            if {"event": event, **fields}.items() <= line.items():
                return line

    async def stop(self) -> int:
        """Have it finish what it has begun, and return its exit status."""
        self.ask_to_end()
        return await self.end()

    def ask_to_end(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    async def kill(self) -> None:
        """Have it gone from one instruction to the next, as `kill -9` or a power cut do."""
        self.process.kill()
        await self.end()

    async def end(self) -> int:
        while await self.read() is not None:
            pass
        return await self.process.wait()

    async def read(self) -> dict[str, Any] | None:
        assert self.process.stdout is not None
        text = (await self.process.stdout.readline()).decode()
        if not text:
            return None
        line = json.loads(text) if text.startswith("{") else {"event": text.rstrip()}
        self.lines.append(line)
        return line

    def log(self) -> str:
        return "\n".join(map(str, self.lines))


class StartWorker(Protocol):
    """The verb behind the `start_worker` fixture."""

    async def __call__(self, module: str = WORKER, **variables: object) -> WorkerProcess:
        """Start another worker and wait until it works; `variables` change its environment."""
        ...


@asynccontextmanager
async def starting_workers(
    test: pytest.Item, folder: Path, variables: dict[str, str]
) -> AsyncIterator[StartWorker]:
    """Yield a way to start workers in `folder`; kill those that still run at the end."""
    if test.get_closest_marker(COMMITTED) is None:
        fail(UNSEEN)
    async with AsyncExitStack() as running:

        async def start_worker(module: str = WORKER, **changed: object) -> WorkerProcess:
            environment = {**variables, **as_variables(changed)}
            worker = await running.enter_async_context(worker_in(folder, module, environment))
            await worker.until(STARTED)
            return worker

        yield start_worker


@asynccontextmanager
async def worker_in(
    folder: Path, module: str, variables: dict[str, str]
) -> AsyncIterator[WorkerProcess]:
    """Start a worker with nothing in its environment but `variables`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module),
        cwd=folder,
        env={**variables, "PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]},
        stdout=PIPE,
        stderr=STDOUT,
        preexec_fn=die_with(os.getpid()),
    )
    worker = WorkerProcess(process)
    try:
        yield worker
    finally:
        if process.returncode is None:
            await worker.kill()


def environment_of(settings: CoreSettings, live_settings: CoreSettings) -> dict[str, str]:
    """Say to a process what the test's own settings are, and where its servers."""
    servers = {"database_url": live_settings.database_url, "redis_url": live_settings.redis_url}
    given = {name: getattr(settings, name) for name in type(settings).model_fields}
    return as_variables({**given, **servers})


def as_variables(values: dict[str, Any]) -> dict[str, str]:
    return {name.upper(): as_text(value) for name, value in values.items()}


def as_text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


async def outlast_leases(sessionmaker: Sessionmaker) -> None:
    """Be where a minute of waiting leads: no job belongs to a worker that is dead."""
    async with sessionmaker.begin() as session:
        await session.execute(update(QueuedJob).values(locked_until=utc_now(), due_at=utc_now()))
