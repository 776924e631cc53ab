"""The real app over HTTP, with a state of the test's choosing instead of its lifespan's."""

from fastapi import FastAPI
from httpx import ASGITransport, AsyncBaseTransport, AsyncClient
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.core.dependencies import State
from backend.tests.harness.contracts.contract import Checked
from backend.tests.harness.guards.blocking import serving
from backend.tests.harness.guards.violations import fail

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
        with serving(f"{scope.get('method', 'WebSocket')} {scope['path']}"):
            await self.app({**scope, "state": dict(self.state)}, receive, send)


def client_of(app: FastAPI, state: State, address: str = HERE) -> AsyncClient:
    """Return a client of `app` that seems to call from `address`, and checks what it is told."""
    checked = Checked(app, fail)
    return client_over(ASGITransport(WithState(checked, state), client=(address, PORT)))


def unchecked_client_of(app: ASGIApp, state: State) -> AsyncClient:
    """Return a client of an app that does not keep its promises on purpose."""
    return client_over(ASGITransport(WithState(app, state), client=(HERE, PORT)))


def client_over(transport: AsyncBaseTransport) -> AsyncClient:
    return AsyncClient(transport=transport, base_url=BASE_URL, trust_env=False)
