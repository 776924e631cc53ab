"""The real app on a socket: streams, disconnects and WebSockets as clients see them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, cast

from fastapi import FastAPI
from httpx import AsyncClient
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState
from websockets.asyncio.client import connect

from backend.core.dependencies import State
from backend.tests.harness.contracts.contract import Checked
from backend.tests.harness.contracts.items import items_of
from backend.tests.harness.guards import overrides
from backend.tests.harness.guards.violations import fail
from backend.tests.harness.transport import WithState

HOST = "127.0.0.1"
# Longer than any test: a connection that the server closes meanwhile looks like a failure.
IDLE_SECONDS = 3600
PATIENCE_SECONDS = 5.0


class LiveServer:
    """Serves one app on the tests' own loop, in one test."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.url = ""
        self.client = AsyncClient(trust_env=False)
        self.running: dict[asyncio.Task[Any], str] = {}

    def listen_at(self, address: tuple[str, int]) -> None:
        self.url = "http://{}:{}".format(*address)
        self.client.base_url = self.url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.running[task] = f"{scope.get('method', 'WebSocket')} {scope['path']}"
        try:
            await self.app(scope, receive, send)
        finally:
            del self.running[task]

    def connect(self, path: str, **options: Any) -> connect:  # noqa: ANN401 - those of websockets
        """Return a WebSocket to `path`, to be entered; takes the options of `websockets.connect`.

        Raises websockets' InvalidStatus where the service refuses the handshake.
        """
        return connect(f"{self.url.replace('http', 'ws', 1)}{path}", proxy=None, **options)

    @asynccontextmanager
    async def follow(
        self,
        path: str,
        method: str = "GET",
        **request: Any,  # noqa: ANN401 - those of httpx
    ) -> AsyncIterator[AsyncIterator[Any]]:
        """Request a stream, yield its items as they arrive, and disconnect at the end.

        An event is a dict of its fields (`data`, `event`, `id`, `retry`), a line its JSON value.
        Raises httpx.HTTPStatusError for a status of 400 or more.
        """
        async with self.client.stream(method, path, **request) as response:
            response.raise_for_status()
            yield items_of(response.headers["content-type"], response.aiter_bytes())

    async def end(self, state: ServerState, patience_seconds: float) -> list[str]:
        """Hang up on all clients, and name what the service goes on with all the same."""
        await self.client.aclose()
        for connection in list(state.connections):
            connection.transport.abort()
        if self.running:
            await asyncio.wait(self.running, timeout=patience_seconds)
        left = dict(self.running)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)
        return [
            f"{name} still ran {patience_seconds:g} s after its client was gone: let it end when "
            "the client disconnects."
            for name in left.values()
        ]


@asynccontextmanager
async def open_live_server(
    app: FastAPI, state: State, patience_seconds: float = PATIENCE_SECONDS
) -> AsyncIterator[LiveServer]:
    """Serve `app` until the end, which fails the test if an answer or a disconnect went wrong."""
    faults: list[str] = []
    served, connections = LiveServer(WithState(Checked(app, faults.append), state)), ServerState()
    config = Config(served, log_config=None, timeout_keep_alive=IDLE_SECONDS)
    config.load()
    protocol = cast("Callable[..., asyncio.Protocol]", config.http_protocol_class)
    accept = partial(protocol, config, connections, {})
    listening = await asyncio.get_running_loop().create_server(accept, HOST, 0)
    with overrides.guarded(app):
        async with listening:
            served.listen_at(listening.sockets[0].getsockname())
            try:
                yield served
            finally:
                faults += await served.end(connections, patience_seconds)
    if faults:
        fail("\n".join(faults))
