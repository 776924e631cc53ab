"""uvicorn's own connections, except that the app on them may hang up."""

from asyncio import BaseTransport, Transport
from typing import cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

TRANSPORT = "testbed.transport"


class Connection(H11Protocol):
    """No message of ASGI cuts a connection, so every request brings its transport along."""

    def connection_made(self, transport: BaseTransport) -> None:
        plain = cast("Transport", transport)
        super().connection_made(plain)
        self.app = with_transport(self.app, plain)
        # Somebody else's access log is no part of this service's output.
        self.access_log = False


def with_transport(app: ASGIApp, transport: Transport) -> ASGIApp:
    async def connected(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "extensions": {TRANSPORT: transport}}, receive, send)

    return connected


def transport_of(scope: Scope) -> Transport:
    transport: Transport = scope["extensions"][TRANSPORT]
    return transport
