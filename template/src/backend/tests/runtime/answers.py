"""Reads an answer the way a client should."""

from httpx import Response

from backend.core.schemas import PROBLEM_MEDIA_TYPE, Problem


def problem_of(response: Response) -> Problem:
    """Return the problem document, which tells the same status as the answer's first line."""
    assert response.headers["content-type"] == PROBLEM_MEDIA_TYPE
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code
    return problem
