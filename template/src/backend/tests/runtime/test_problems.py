"""A failure is written down in one way."""

from http import HTTPStatus

from structlog.contextvars import bound_contextvars

from backend.core.schemas import InvalidValue, Problem
from backend.runtime.problems import Faults, problem_response


def test_a_problem_says_what_happened() -> None:
    response = problem_response(HTTPStatus.CONFLICT, "taken", "The name is taken.")

    assert Problem.model_validate_json(bytes(response.body)) == Problem(
        type="taken", title="Conflict", status=409, detail="The name is taken."
    )


def test_a_problem_has_a_media_type_and_a_status() -> None:
    response = problem_response(HTTPStatus.CONFLICT, "taken", "Taken.", {"X-Taken": "yes"})

    assert response.status_code == HTTPStatus.CONFLICT
    assert response.media_type == "application/problem+json"
    assert response.headers["x-taken"] == "yes"


def test_a_problem_names_its_request() -> None:
    with bound_contextvars(request_id="r-1"):
        response = problem_response(HTTPStatus.CONFLICT, "taken", "Taken.")

    assert Problem.model_validate_json(bytes(response.body)).instance == "urn:request:r-1"


def test_a_problem_leaves_out_what_it_has_not() -> None:
    response = problem_response(HTTPStatus.CONFLICT, "taken", "Taken.")

    assert b"null" not in bytes(response.body)


def test_a_problem_lists_what_is_wrong() -> None:
    wrong = InvalidValue(location="body.name", message="Field required")

    response = problem_response(
        HTTPStatus.CONFLICT, "taken", "Taken.", faults=Faults([wrong], None)
    )

    assert Problem.model_validate_json(bytes(response.body)).errors == [wrong]
