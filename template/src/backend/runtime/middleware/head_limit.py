"""Refuses requests whose address or headers are too long, before anything reads them."""

from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from backend.runtime.problems import problem_response

MAX_TARGET_BYTES = 8 * 1024
MAX_HEADER_BYTES = 32 * 1024
MAX_HEADERS = 100


class HeadLimitMiddleware:
    """Any server between client and service may say of headers what no operation declares."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if scope["type"] == "http" and is_address_too_long(scope):
            app = refusal(
                HTTPStatus.REQUEST_URI_TOO_LONG,
                "address-too-long",
                f"Path and query together have more than {MAX_TARGET_BYTES} bytes.",
            )
        elif scope["type"] == "http" and are_headers_too_large(scope):
            app = refusal(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                "headers-too-large",
                f"There are more than {MAX_HEADERS} headers or {MAX_HEADER_BYTES} bytes of them.",
            )
        await app(scope, receive, send)


def is_address_too_long(scope: Scope) -> bool:
    return len(scope["path"]) + len(scope["query_string"]) > MAX_TARGET_BYTES


def are_headers_too_large(scope: Scope) -> bool:
    headers = scope["headers"]
    size = sum(len(name) + len(value) for name, value in headers)
    return len(headers) > MAX_HEADERS or size > MAX_HEADER_BYTES


def refusal(status: HTTPStatus, code: str, detail: str) -> ASGIApp:
    return problem_response(status, code, detail, {"Connection": "close"})
