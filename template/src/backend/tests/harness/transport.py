"""The real app over HTTP, with a state of the test's choosing instead of its lifespan's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.core.dependencies import State
from backend.tests.harness.guards import overrides

HERE, PORT = "127.0.0.1", 50000
BASE_URL = "http://testserver"


class WithState:
    """Hands every request `state`, exactly as a server hands on what the lifespan yielded.

    Nothing of the app is overridden, so two tests, or two clients, never meet in it.
    """

    def __init__(self, app: ASGIApp, state: State) -> None:
        self.app = app
        self.state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "state": dict(self.state)}, receive, send)


def client_of(app: ASGIApp, state: State, address: str = HERE) -> AsyncClient:
    """Return a client of `app` that seems to call from `address`."""
    transport = ASGITransport(WithState(app, state), client=(address, PORT))
    return AsyncClient(transport=transport, base_url=BASE_URL, trust_env=False)


@asynccontextmanager
async def open_client(app: FastAPI, state: State) -> AsyncIterator[AsyncClient]:
    """Yield a client of `app`, and fail the test that leaves an override behind."""
    async with client_of(app, state) as client, overrides.guarded(app):
        yield client
