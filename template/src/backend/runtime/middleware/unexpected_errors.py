"""Answers for bugs: the log gets the traceback, the client learns nothing from it."""

from http import HTTPStatus

import structlog
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.runtime.problems import problem_response

log = structlog.get_logger(__name__)


class UnexpectedErrorsMiddleware:
    """Stands inside the others, so that even a 500 has an id, safe headers and CORS."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            # Half an answer cannot be taken back; the server must cut the connection.
            if started or scope["type"] != "http":
                raise
            log.exception("unexpected_error")
            await internal_error()(scope, receive, send)


def internal_error() -> JSONResponse:
    detail = "Something went wrong here; the instance helps us find it in the logs."
    return problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error", detail)
