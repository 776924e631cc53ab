"""Refuses bodies that take too long to arrive."""

from asyncio import get_running_loop, timeout_at
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyDeadlineMiddleware:
    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = self.punctual(receive)
        await self.app(scope, receive, send)

    def punctual(self, receive: Receive) -> Receive:
        """Let the whole body take `seconds`; what is received after it may take any time."""
        deadline = get_running_loop().time() + self.seconds
        is_complete = False

        async def receive_in_time() -> Message:
            nonlocal is_complete
            if is_complete:
                return await receive()
            try:
                async with timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise RequestTooSlowError from None
            is_complete = not message.get("more_body", False)
            return message

        return receive_in_time


class RequestTooSlowError(HTTPException):
    """Raised where the body is read: FastAPI would turn any other kind into a 400."""

    def __init__(self) -> None:
        # The rest of the body may still be on its way, so nothing else can come on this connection.
        super().__init__(HTTPStatus.REQUEST_TIMEOUT, headers={"Connection": "close"})
