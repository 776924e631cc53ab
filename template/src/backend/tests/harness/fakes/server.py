"""A port of this machine on which one fake after the other answers; it is opened once a run."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from backend.tests.harness.fakes.connections import Connection
from backend.tests.harness.fakes.service import FakeService
from backend.tests.harness.guards import tasks
from backend.tests.harness.guards.violations import fail

HOST = "127.0.0.1"
# Longer than any test: a connection that is closed while its owner writes looks like an outage.
IDLE_SECONDS = 3600

F = TypeVar("F", bound=FakeService)


class FakeServer:
    """Lives on the tests' own loop: nothing to start, and nobody to wait for at the end."""

    def __init__(self) -> None:
        self.url = ""
        self.state = ServerState()
        self.service: FakeService | None = None
        self.errors: list[Exception] = []

    @asynccontextmanager
    async def running(self, service: F) -> AsyncIterator[F]:
        """Let `service` answer; at the end, hang up on everyone and tell what went unnoticed."""
        service.url = self.url
        self.service = service
        try:
            yield service
        finally:
            await self.hang_up()
            self.service = None
        self.complain(service)

    async def hang_up(self) -> None:
        for connection in list(self.state.connections):
            connection.transport.abort()
        if self.state.tasks:
            await asyncio.wait(self.state.tasks)

    def complain(self, service: FakeService) -> None:
        errors, self.errors = self.errors, []
        if errors:
            raise errors[0]
        if service.programme:
            fail(
                f"{type(service).__name__} was never asked often enough to meet "
                f"{', '.join(map(str, service.programme))}: the test proves nothing about it."
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        assert task is not None
        assert self.service is not None, "No fake is running on this port."
        # It may outlive by a moment the test whose client has given up on it.
        tasks.KEPT.add(task)
        task.add_done_callback(tasks.KEPT.discard)
        try:
            await self.service(scope, receive, send)
        except Exception as error:
            self.errors.append(error)
            raise


@asynccontextmanager
async def open_server() -> AsyncIterator[FakeServer]:
    fakes = FakeServer()
    config = Config(fakes, log_config=None, timeout_keep_alive=IDLE_SECONDS)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(config, fakes.state, {}), HOST, 0)
    host, port = server.sockets[0].getsockname()
    fakes.url = f"http://{host}:{port}"
    async with server:
        yield fakes
