"""A Redis of one test's own, which it may kill: the one that all tests share has to stay."""

import asyncio
import os
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from backend.tests.harness.servers.children import die_with, free_port
from backend.tests.harness.servers.programs import find_redis

HOST = "127.0.0.1"
READY = b"Ready to accept connections"
# Nothing is written down: what dies with it is lost.
FORGETFUL = ("--save", "", "--appendonly", "no")


class SpareRedis:
    """A local process, always on the same port, whatever engine the other servers run on."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.options = options
        self.port = free_port()
        self.process: Process | None = None

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    async def start(self) -> None:
        """Return when it answers. Raises ServersError where there is no program of it."""
        address = ("--bind", HOST, "--port", str(self.port))
        self.process = await asyncio.create_subprocess_exec(
            *(str(find_redis()), *address, *FORGETFUL, *self.options),
            cwd=self.folder,
            stdout=PIPE,
            stderr=STDOUT,
            preexec_fn=die_with(os.getpid()),
        )
        assert self.process.stdout is not None
        while READY not in (line := await self.process.stdout.readline()):
            assert line, "Redis ended before it was ready."

    async def kill(self) -> None:
        """Have it gone with everything it held, as `kill -9` or a power cut do."""
        assert self.process is not None
        self.process.kill()
        await self.process.communicate()
        self.process = None


@asynccontextmanager
async def open_spare_redis(folder: Path, *options: str) -> AsyncIterator[SpareRedis]:
    """Yield one that runs, with `options` of the command line; it is killed at the end."""
    redis = SpareRedis(folder, *options)
    await redis.start()
    try:
        yield redis
    finally:
        if redis.process is not None:
            await redis.kill()
