"""Tells browsers to take an answer for what it is: data, for this client, now."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
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
        self.always = HEADERS | ({"Strict-Transport-Security": ONE_YEAR} if https_only else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers_for(scope["path"]).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def headers_for(self, path: str) -> dict[str, str]:
        policy = DOCS_POLICY if path == self.docs_url else STRICT_POLICY
        return {**self.always, "Content-Security-Policy": policy}
