"""Every failure is a problem document that helps its reader and nobody else."""

from http import HTTPStatus

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from backend.core.dependencies import State
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
from backend.runtime.errors import MAX_LISTED_ERRORS, code_of, status_of
from backend.tests.harness.transport import WithState, client_over
from backend.tests.runtime.answers import problem_of
from backend.tests.runtime.logs import ReadLog
from backend.tests.runtime.probes import (
    CONSTRAINT,
    SECRET,
    Cat,
    Greeting,
    ProbeMissingError,
    unknown_fields,
)
from backend.tests.runtime.speech import kinds, speaking

KINDS = sorted(set(kinds()), key=str)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (UnauthorizedError, HTTPStatus.UNAUTHORIZED),
        (ForbiddenError, HTTPStatus.FORBIDDEN),
        (NotFoundError, HTTPStatus.NOT_FOUND),
        (ConflictError, HTTPStatus.CONFLICT),
        (InvalidError, HTTPStatus.UNPROCESSABLE_ENTITY),
        (TooManyRequestsError, HTTPStatus.TOO_MANY_REQUESTS),
        (UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
        (ProbeMissingError, HTTPStatus.NOT_FOUND),
        (AppError, HTTPStatus.INTERNAL_SERVER_ERROR),
    ],
)
def test_each_kind_of_error_has_a_status(kind: type[AppError], status: HTTPStatus) -> None:
    assert status_of(kind) is status


def test_an_errors_name_is_its_code() -> None:
    assert code_of(ProbeMissingError) == "probe-missing"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_speaks_in_sentences(kind: type[Exception]) -> None:
    said = speaking(kind)

    assert said[0].isupper()
    assert not said.isupper()
    assert said.endswith(".")
    assert "None" not in said


async def test_an_error_answers_with_its_own_sentence(probe_client: AsyncClient) -> None:
    problem = problem_of(await probe_client.get("/probes/missing"))

    assert problem.status == HTTPStatus.NOT_FOUND
    assert (problem.type, problem.title) == ("probe-missing", "Not Found")
    assert problem.detail == "There is no such probe."


async def test_who_is_unknown_learns_how_to_say_who(probe_client: AsyncClient) -> None:
    response = await probe_client.get("/probes/anonymous")

    assert problem_of(response).status == HTTPStatus.UNAUTHORIZED
    assert response.headers["www-authenticate"] == "Bearer"


async def test_who_asks_too_often_learns_when_to_return(probe_client: AsyncClient) -> None:
    response = await probe_client.get("/probes/busy")

    assert problem_of(response).status == HTTPStatus.TOO_MANY_REQUESTS
    assert response.headers["retry-after"] == "7"


@pytest.mark.validation
async def test_an_unknown_path_is_a_problem(probe_client: AsyncClient) -> None:
    problem = problem_of(await probe_client.get("/nowhere"))

    assert (problem.status, problem.type) == (HTTPStatus.NOT_FOUND, "unknown-path")


@pytest.mark.validation
async def test_an_unknown_method_is_a_problem(probe_client: AsyncClient) -> None:
    response = await probe_client.delete("/livez")

    problem = problem_of(response)
    assert (problem.status, problem.type) == (HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed")
    assert response.headers["allow"] == "GET"


@pytest.mark.validation
async def test_every_method_of_a_path_is_named(probe_client: AsyncClient) -> None:
    response = await probe_client.put("/probes/greetings")

    assert response.headers["allow"] == "DELETE, POST"


@pytest.mark.validation
async def test_the_methods_of_a_path_are_named_behind_a_proxy_too(
    probe_app: FastAPI, serverless_state: State
) -> None:
    behind = ASGITransport(WithState(probe_app, serverless_state), root_path="/api/v9")

    async with client_over(behind) as client:
        response = await client.put("/api/v9/probes/greetings")

    assert response.headers["allow"] == "DELETE, POST"


async def test_any_other_refusal_keeps_its_words(probe_client: AsyncClient) -> None:
    problem = problem_of(await probe_client.get("/probes/teapot"))

    assert (problem.status, problem.type) == (HTTPStatus.IM_A_TEAPOT, "refused")
    assert problem.detail == "Short and stout."


@pytest.mark.validation
async def test_bytes_that_are_no_text_are_a_problem(probe_client: AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}

    response = await probe_client.post("/probes/greetings", content=b"\xff", headers=headers)

    problem = problem_of(response)
    assert (problem.status, problem.type) == (HTTPStatus.BAD_REQUEST, "unreadable-body")


async def test_a_valid_body_is_no_problem(probe_client: AsyncClient) -> None:
    greeting = Greeting(name="Ada")

    response = await probe_client.post("/probes/greetings", json=greeting.model_dump())

    assert response.status_code == HTTPStatus.OK
    assert Greeting.model_validate_json(response.content) == greeting


@pytest.mark.validation
async def test_an_invalid_body_says_where_and_why(probe_client: AsyncClient) -> None:
    problem = problem_of(await probe_client.post("/probes/greetings", json={}))

    assert (problem.status, problem.type) == (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
    assert [(e.location, e.message) for e in problem.errors or []] == [
        ("body.name", "Field required")
    ]


@pytest.mark.validation
@pytest.mark.parametrize(
    "body",
    [
        f'{{"name": "{SECRET}\\u0000{SECRET}"}}',
        f'{{"name": ["{SECRET}"]}}',
        f'{{"name": "Ada", "password": "{SECRET}"}}',
        f'{{"name": "{SECRET}',
        f'"{SECRET}"',
    ],
)
async def test_an_invalid_body_is_not_echoed(probe_client: AsyncClient, body: str) -> None:
    headers = {"Content-Type": "application/json"}

    response = await probe_client.post("/probes/greetings", content=body, headers=headers)

    assert problem_of(response).status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert SECRET not in response.text


@pytest.mark.validation
async def test_of_many_errors_the_first_are_listed_and_the_rest_counted(
    probe_client: AsyncClient,
) -> None:
    headers = {"Content-Type": "application/json"}
    unknown = unknown_fields(MAX_LISTED_ERRORS + 4)

    response = await probe_client.post("/probes/greetings", content=unknown, headers=headers)

    problem = problem_of(response)
    # The name, which is missing, is one of them.
    assert (len(problem.errors or []), problem.more_errors) == (MAX_LISTED_ERRORS, 5)


@pytest.mark.validation
@pytest.mark.parametrize(
    ("path", "long"),
    [
        ("greetings", unknown_fields(1).replace("k", "k" * 10_000)),
        ("pets", Cat(kind="cat").model_dump_json().replace("cat", "k" * 10_000)),
    ],
    ids=["field", "kind"],
)
async def test_an_error_is_no_longer_than_its_reader_needs(
    probe_client: AsyncClient, path: str, long: str
) -> None:
    headers = {"Content-Type": "application/json"}

    response = await probe_client.post(f"/probes/{path}", content=long, headers=headers)

    assert problem_of(response).errors
    assert len(response.content) < 1500


@pytest.mark.validation
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", "page=2"])
async def test_a_page_that_does_not_exist_is_a_problem(
    probe_client: AsyncClient, query: str
) -> None:
    problem = problem_of(await probe_client.get(f"/probes/pages?{query}"))

    assert problem.status == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("sqlstate", "code"),
    [
        ("23505", "unique-violation"),
        ("23P01", "unique-violation"),
        ("23503", "reference-violation"),
        ("23001", "reference-violation"),
    ],
)
async def test_a_conflict_in_the_database_names_the_constraint_in_the_log_alone(
    connected_client: AsyncClient, read_log: ReadLog, sqlstate: str, code: str
) -> None:
    response = await connected_client.get(f"/probes/sql/{sqlstate}")

    problem = problem_of(response)
    assert (problem.status, problem.type) == (HTTPStatus.CONFLICT, code)
    assert not any(word in response.text for word in (CONSTRAINT, SECRET))
    assert CONSTRAINT in [line.get("constraint") for line in read_log()]


async def test_any_other_error_of_the_database_is_a_bug(
    connected_client: AsyncClient, read_log: ReadLog
) -> None:
    problem = problem_of(await connected_client.get("/probes/sql/22012"))

    assert (problem.status, problem.type) == (HTTPStatus.INTERNAL_SERVER_ERROR, "internal-error")
    assert "unexpected_error" in [line["event"] for line in read_log()]


@pytest.mark.parametrize(
    "sqlstate",
    [
        *("08006", "25006", "25P03", "40001", "40P01", "53100", "53300", "53400", "55P03"),
        *("57014", "57P01", "57P03", "58030", "F0000", "XX001"),
    ],
)
async def test_a_state_of_the_database_is_unavailable(
    connected_client: AsyncClient, sqlstate: str
) -> None:
    response = await connected_client.get(f"/probes/sql/{sqlstate}")

    problem = problem_of(response)
    assert problem.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert problem.type == "database-unavailable"
    assert response.headers["retry-after"] == "5"


async def test_a_database_that_is_not_there_is_unavailable(
    probe_client: AsyncClient, read_log: ReadLog
) -> None:
    problem = problem_of(await probe_client.get("/probes/sql/00000"))

    assert problem.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert problem.type == "database-unavailable"
    (line,) = [line for line in read_log() if line["event"] == "server_away"]
    assert line["cause"] == "ConnectionRefusedError"
    assert "127.0.0.1" in line["detail"]


async def test_a_redis_that_is_not_there_is_unavailable(probe_client: AsyncClient) -> None:
    problem = problem_of(await probe_client.get("/probes/redis"))

    assert (problem.status, problem.type) == (HTTPStatus.SERVICE_UNAVAILABLE, "redis-unavailable")
