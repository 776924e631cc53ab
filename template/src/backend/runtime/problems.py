"""The one way a failure is written down (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.responses import JSONResponse
from structlog.contextvars import get_contextvars

from backend.core.schemas import PROBLEM_MEDIA_TYPE, InvalidValue, Problem


def problem_response(
    status: HTTPStatus,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[InvalidValue] | None = None,
    more_errors: int | None = None,
) -> JSONResponse:
    problem = Problem(
        type=code,
        title=status.phrase,
        status=status,
        detail=detail,
        instance=occurrence(),
        errors=errors,
        more_errors=more_errors,
    )
    body = problem.model_dump(exclude_none=True)
    return JSONResponse(body, status, headers=headers, media_type=PROBLEM_MEDIA_TYPE)


def occurrence() -> str | None:
    """The request's id: what to search the logs for when someone sends in a problem."""
    request_id = get_contextvars().get("request_id")
    return f"urn:request:{request_id}" if request_id else None
