"""HTTP to the real application: async for an async service, else as its own tests may know it."""

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from httpx import ASGITransport, AsyncClient, Request, Response

from backend.tests.harness.adopted.applications import Application
from backend.tests.harness.guards.tasks import HOUSEKEEPING_SECONDS, is_housekeeping

if TYPE_CHECKING:
    from starlette.testclient import TestClient

BASE_URL = "http://testserver"


class PatientTransport(ASGITransport):
    """Hands on an answer when the request has let go of everything.

    A dependency that hands on what another generator yields leaves that one to asyncio when a
    request fails: its session is then closed a little later, on the connection of the test.
    """

    async def handle_async_request(self, request: Request) -> Response:
        response = await super().handle_async_request(request)
        await asyncio.sleep(0)
        closing = [task for task in asyncio.all_tasks() if is_housekeeping(task)]
        if closing:
            await asyncio.wait(closing, timeout=HOUSEKEEPING_SECONDS)
        return response


def client_of(
    application: Application, stack: AsyncExitStack, *, sync: bool
) -> "AsyncClient | TestClient":
    """Return a client without a cookie; `stack` closes it."""
    if sync:
        return sync_client_of(application, stack)
    transport = PatientTransport(application.entrance)
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
