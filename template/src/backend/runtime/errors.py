"""Turns failures into problem documents; the only place that joins their kinds to statuses."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from backend.core.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    TooManyRequestsError,
    UnauthorizedError,
    UnavailableError,
)
from backend.core.failures import cause_of, detail_of
from backend.core.schemas import InvalidValue
from backend.runtime.problems import Faults, problem_response
from backend.runtime.server_errors import SERVER_ERRORS, app_error_of

STATUSES: dict[type[AppError], HTTPStatus] = {
    UnauthorizedError: HTTPStatus.UNAUTHORIZED,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyRequestsError: HTTPStatus.TOO_MANY_REQUESTS,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}

# What the framework refuses before an endpoint runs, in our words.
REFUSALS: dict[int, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: ("unreadable-body", "The request's body could not be read."),
    HTTPStatus.NOT_FOUND: ("unknown-path", "Nothing answers at this path."),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "method-not-allowed",
        "This path does not answer this method; the Allow header lists those it does.",
    ),
    HTTPStatus.REQUEST_TIMEOUT: (
        "request-too-slow",
        "The request's body took longer to arrive than this service waits.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "request-too-large",
        "The request's body is larger than this service accepts, or has too many values.",
    ),
}

# An answer stays in proportion, however many faults a request has.
MAX_LISTED_ERRORS = 20
MAX_LOCATION_LENGTH = 200
MAX_MESSAGE_LENGTH = 1000
# A server that is away comes back in its own time; asking more often does not help it.
RETRY_SECONDS = 5

log = structlog.get_logger(__name__)


def install_error_handlers(app: FastAPI) -> None:
    app.exception_handlers |= {
        AppError: render_app_error,
        RequestValidationError: render_invalid_request,
        HTTPException: render_refusal,
        **dict.fromkeys(SERVER_ERRORS, render_server_error),
    }


def status_of(kind: type[AppError]) -> HTTPStatus:
    known = (STATUSES[ancestor] for ancestor in kind.__mro__ if ancestor in STATUSES)
    return next(known, HTTPStatus.INTERNAL_SERVER_ERROR)


def code_of(kind: type[AppError]) -> str:
    """`LastOwnerError` is `last-owner` to a client."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__.removesuffix("Error")).lower()


def headers_of(error: AppError) -> dict[str, str]:
    if isinstance(error, UnauthorizedError):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, TooManyRequestsError):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, UnavailableError):
        return {"Retry-After": str(RETRY_SECONDS)}
    return {}


async def render_app_error(_: Request, error: AppError) -> JSONResponse:
    kind = type(error)
    return problem_response(status_of(kind), code_of(kind), str(error), headers_of(error))


async def render_server_error(request: Request, error: Exception) -> JSONResponse:
    known = app_error_of(error)
    if known is None:
        raise error
    # Of a conflict the access log says enough; its cause quotes the row, which is people's data.
    if isinstance(known, UnavailableError):
        log.warning("server_away", cause=cause_of(error), detail=detail_of(error))
    return await render_app_error(request, known)


async def render_invalid_request(_: Request, error: RequestValidationError) -> JSONResponse:
    # Only where and why: what was sent stays out, it may be a password.
    every = error.errors()
    listed = [
        InvalidValue(
            location=location_of(invalid), message=shortened(invalid["msg"], MAX_MESSAGE_LENGTH)
        )
        for invalid in every[:MAX_LISTED_ERRORS]
    ]
    faults = Faults(listed, len(every) - len(listed) or None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return problem_response(status, "invalid-request", "The request is not valid.", faults=faults)


def location_of(invalid: Mapping[str, Any]) -> str:
    return shortened(".".join(map(str, invalid["loc"])), MAX_LOCATION_LENGTH)


def shortened(text: str, length: int) -> str:
    """Cut what may quote the request: an unknown field, or the tag of an unknown kind."""
    return text if len(text) <= length else f"{text[:length]}\N{HORIZONTAL ELLIPSIS}"


async def render_refusal(request: Request, error: HTTPException) -> JSONResponse:
    status = HTTPStatus(error.status_code)
    code, detail = REFUSALS.get(status, ("refused", str(error.detail)))
    headers = dict(error.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(methods_at(request))
    return problem_response(status, code, detail, headers)


def methods_at(request: Request) -> list[str]:
    """Return the methods of all routes of this path; the framework names the first one's alone."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    routes = iter_route_contexts(request.app.routes)
    there = (route for route in routes if route.path_regex.fullmatch(path))
    return sorted({method for route in there for method in route.methods or ()})
