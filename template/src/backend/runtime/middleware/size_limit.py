"""Refuses bodies that are too large, whether they say so or not."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.runtime.middleware.headers import header


class SizeLimitMiddleware:
    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = self.limited(receive, scope)
        await self.app(scope, receive, send)

    def limited(self, receive: Receive, scope: Scope) -> Receive:
        """Refuse at the first read what is announced too large, a chunked body when it grows so."""
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            if not received and announced(scope) > self.limit:
                raise RequestTooLargeError
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit:
                raise RequestTooLargeError
            return message

        return receive_within_limit


class RequestTooLargeError(HTTPException):
    """Raised where the body is read: FastAPI would turn any other kind into a 400."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def announced(scope: Scope) -> int:
    length = header(scope, b"content-length")
    return int(length) if length.isdigit() else 0
