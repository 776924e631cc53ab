"""Gives every request an id and one line in the log."""

import re
from time import perf_counter
from uuid import uuid4

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from backend.runtime.middleware.headers import header

REQUEST_ID = "X-Request-ID"
# Short and plain: what a client sends here ends up in logs, headers and problem documents.
HARMLESS = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Probes ask every few seconds; their lines would bury everyone else's.
PROBES = {"/livez", "/readyz"}

log = structlog.get_logger(__name__)


class RequestContextMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_of(scope)
        access = Access(scope)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
                access.status = int(message["status"])
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_id)
            finally:
                access.record()


class Access:
    """One request as the log remembers it; no query string, it may carry secrets."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.status: int | None = None
        self.began = perf_counter()

    def record(self) -> None:
        write = log.debug if self.scope["path"] in PROBES else log.info
        write(
            "request",
            method=self.scope["method"],
            path=self.scope["path"],
            status=self.status,
            client=(self.scope.get("client") or [None])[0],
            milliseconds=round((perf_counter() - self.began) * 1000, 1),
        )


def request_id_of(scope: Scope) -> str:
    offered = header(scope, REQUEST_ID.lower().encode()).decode("latin-1")
    return offered if HARMLESS.fullmatch(offered) else uuid4().hex
