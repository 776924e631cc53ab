"""HTTP to the real application: async for an async service, else as its own tests may know it."""

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from httpx import ASGITransport, AsyncClient

from backend.tests.harness.adopted.applications import Application

if TYPE_CHECKING:
    from starlette.testclient import TestClient

BASE_URL = "http://testserver"


def client_of(
    application: Application, stack: AsyncExitStack, *, sync: bool
) -> "AsyncClient | TestClient":
    """Return a client without a cookie; `stack` closes it."""
    if sync:
        return sync_client_of(application, stack)
    transport = ASGITransport(application.entrance)
    client = AsyncClient(transport=transport, base_url=BASE_URL, trust_env=False)
    stack.push_async_callback(client.aclose)
    return client


def sync_client_of(application: Application, stack: AsyncExitStack) -> "TestClient":
    from starlette.testclient import TestClient  # noqa: PLC0415 - only a sync service needs it

    client = TestClient(application.app, base_url=BASE_URL)
    if application.started is not None:
        client.portal = application.started.portal
        client.app_state.update(application.started.app_state)
    stack.callback(client.close)
    return client
