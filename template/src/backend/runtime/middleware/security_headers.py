"""Tells browsers to take an answer for what it is: data, for this client, now."""

from collections.abc import Sequence
from typing import TypeAlias

from starlette.types import ASGIApp, Message, Receive, Scope, Send

RawHeaders: TypeAlias = Sequence[tuple[bytes, bytes]]
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
POLICY = "Content-Security-Policy"
STRICT_POLICY = "default-src 'none'; frame-ancestors 'none'"
# The page is FastAPI's: it loads Swagger UI from a CDN and starts it with an inline script.
DOCS_POLICY = (
    "default-src 'none'; frame-ancestors 'none'; connect-src 'self'; "
    "script-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; "
    "style-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; "
    "img-src 'self' data: https://fastapi.tiangolo.com"
)
ONE_YEAR = "max-age=31536000; includeSubDomains"


class SecurityHeadersMiddleware:
    def __init__(self, app: ASGIApp, docs_url: str | None, *, https_only: bool) -> None:
        self.app = app
        self.docs_url = docs_url
        always = HEADERS | ({"Strict-Transport-Security": ONE_YEAR} if https_only else {})
        self.strict = encoded({**always, POLICY: STRICT_POLICY})
        self.documentation = encoded({**always, POLICY: DOCS_POLICY})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = message.get("headers", ())
                names = {name for name, _ in there}
                new = self.documentation if scope["path"] == self.docs_url else self.strict
                message["headers"] = [*there, *(pair for pair in new if pair[0] not in names)]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def encoded(headers: dict[str, str]) -> RawHeaders:
    """Return them as ASGI has them, once and not for each answer."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
