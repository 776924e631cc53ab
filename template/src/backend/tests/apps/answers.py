"""Reads answers: what a client can tell from a failure."""

from http import HTTPStatus
from typing import NamedTuple

from httpx import Response

from backend.core.schemas import Problem


class Refusal(NamedTuple):
    """What a program decides by when a request fails."""

    status: HTTPStatus
    type: str


def refusal_of(response: Response) -> Refusal:
    problem = Problem.model_validate(response.json())
    assert "None" not in problem.detail, f"It does not say what it is about: {problem.detail}"
    return Refusal(HTTPStatus(response.status_code), problem.type)


def problem_of(response: Response) -> Problem:
    """Everything a failure says, but for the id that every request has of its own."""
    return Problem.model_validate(response.json()).model_copy(update={"instance": None})


def wrong_places(response: Response) -> list[str]:
    """Where the service says that the request is not valid."""
    return [error.location for error in problem_of(response).errors or []]
