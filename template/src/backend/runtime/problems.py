"""The one way a failure is written down (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from fastapi.responses import JSONResponse
from structlog.contextvars import get_contextvars

from backend.core.schemas import PROBLEM_MEDIA_TYPE, InvalidValue, Problem


class Faults(NamedTuple):
    """The first errors of a request, and how many more there are."""

    listed: list[InvalidValue]
    more: int | None


def problem_response(
    status: HTTPStatus,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    faults: Faults | None = None,
) -> JSONResponse:
    problem = Problem(
        type=code,
        title=status.phrase,
        status=status,
        detail=detail,
        instance=occurrence(),
        errors=faults.listed if faults else None,
        more_errors=faults.more if faults else None,
    )
    body = problem.model_dump(exclude_none=True)
    return JSONResponse(body, status, headers=headers, media_type=PROBLEM_MEDIA_TYPE)


def occurrence() -> str | None:
    """The request's id: what to search the logs for when someone sends in a problem."""
    request_id = get_contextvars().get("request_id")
    return f"urn:request:{request_id}" if request_id else None
