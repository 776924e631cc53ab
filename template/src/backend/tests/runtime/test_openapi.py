"""The OpenAPI document tells the truth about failures, and the service fails as it says."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from backend.core.schemas import PROBLEM_MEDIA_TYPE, PROBLEM_REFERENCE
from backend.core.settings import CoreSettings
from backend.runtime.app import create_app
from backend.runtime.middleware.head_limit import MAX_TARGET_BYTES
from backend.tests.harness.contracts.operations import Operation, operations_of
from backend.tests.harness.settings import settings_for_tests

Document = dict[str, Any]
MULTIPART, FORM = "multipart/form-data", "application/x-www-form-urlencoded"
# No JSON, no boundary, and more fields than Starlette reads.
UNREADABLE = {MULTIPART: b"--", FORM: b"field=&" * 1001}
OPERATIONS = operations_of(create_app(settings_for_tests()))
WITH_BODY = [operation for operation in OPERATIONS if operation.has_body]
ADDRESSED = [operation for operation in OPERATIONS if operation.query or "{" in operation.path]
DEPENDENT = [operation for operation in OPERATIONS if operation.depends_on_something]


async def endless() -> AsyncIterator[bytes]:
    yield b""
    await asyncio.Event().wait()


def operations(app: FastAPI) -> dict[str, Document]:
    return {
        operation["operationId"]: operation
        for path in app.openapi()["paths"].values()
        for operation in path.values()
    }


def failures(app: FastAPI, name: str) -> set[str]:
    return {status for status in operations(app)[name]["responses"] if status >= "400"}


async def test_the_document_is_served(app: FastAPI, probe_client: AsyncClient) -> None:
    response = await probe_client.get("/openapi.json")

    assert response.status_code == HTTPStatus.OK
    assert operations(app).keys() <= {
        operation["operationId"]
        for path in response.json()["paths"].values()
        for operation in path.values()
    }


def test_every_failure_is_a_problem_document(app: FastAPI) -> None:
    problem = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": PROBLEM_REFERENCE}}}
    others = [
        f"{operation} {status} at {operation.place}"
        for operation in operations_of(app)
        for status, answer in operation.answers.items()
        if status >= "400" and answer.content != problem
    ]

    assert others == [], "Declare it with `responses=problems(...)`, from backend/core/schemas.py."


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("report_alive", {"500"}),
        ("report_ready", {"500", "503"}),
        ("turn_pages", {"414", "422", "500"}),
        ("greet", {"400", "408", "413", "422", "500"}),
    ],
)
def test_a_route_declares_exactly_what_it_may_answer(
    probe_app: FastAPI, name: str, declared: set[str]
) -> None:
    assert failures(probe_app, name) == declared


def test_whatever_the_apps_do_may_find_a_server_away(app: FastAPI) -> None:
    unaware = [
        f"{operation} at {operation.place}"
        for operation in operations_of(app)
        if operation.path.startswith("/v1/") and "503" not in operation.answers
    ]

    assert unaware == []


def test_frameworks_own_errors_are_not_described(probe_app: FastAPI) -> None:
    schemas = probe_app.openapi()["components"]["schemas"]

    assert "HTTPValidationError" not in schemas
    assert "ValidationError" not in schemas


def test_every_schema_has_a_name_of_its_own(app: FastAPI) -> None:
    # FastAPI tells two classes of one name apart by their modules, in every generated client too.
    assert [name for name in app.openapi()["components"]["schemas"] if "__" in name] == []


def test_a_problem_is_described_down_to_its_values(app: FastAPI) -> None:
    schemas = app.openapi()["components"]["schemas"]

    assert schemas["Problem"]["additionalProperties"] is False
    assert set(schemas["Problem"]["required"]) == {"type", "title", "status", "detail"}
    assert set(schemas["InvalidValue"]["required"]) == {"location", "message"}


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
async def test_a_body_that_cannot_be_read_is_refused(
    serverless_client: AsyncClient, operation: Operation
) -> None:
    headers = {"Content-Type": operation.media_type or ""}
    unreadable = UNREADABLE.get(operation.media_type or "", b"\xff")

    response = await serverless_client.request(
        operation.method, operation.url(), content=unreadable, headers=headers
    )

    assert response.status_code == HTTPStatus.BAD_REQUEST, operation.place


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
async def test_a_body_that_is_too_large_is_refused(
    serverless_client: AsyncClient, settings: CoreSettings, operation: Operation
) -> None:
    headers = {"Content-Type": f"{operation.media_type}; boundary=part"}
    too_large = b" " * (settings.request_size_limit + 1)

    response = await serverless_client.request(
        operation.method, operation.url(), content=too_large, headers=headers
    )

    assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE, operation.place


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
async def test_a_body_that_does_not_arrive_is_refused(
    impatient_client: AsyncClient, operation: Operation
) -> None:
    headers = {"Content-Type": f"{operation.media_type}; boundary=part"}

    response = await impatient_client.request(
        operation.method, operation.url(), content=endless(), headers=headers
    )

    assert response.status_code == HTTPStatus.REQUEST_TIMEOUT, operation.place


@pytest.mark.parametrize("operation", ADDRESSED, ids=str)
async def test_an_address_that_is_too_long_is_refused(
    serverless_client: AsyncClient, operation: Operation
) -> None:
    response = await serverless_client.request(
        operation.method, operation.url(), params={"long": "a" * MAX_TARGET_BYTES}
    )

    assert response.status_code == HTTPStatus.REQUEST_URI_TOO_LONG, operation.place


@pytest.mark.parametrize("operation", DEPENDENT, ids=str)
async def test_a_bug_is_answered_as_declared(
    stumbling_client: AsyncClient, operation: Operation
) -> None:
    response = await stumbling_client.request(operation.method, operation.url())

    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR, operation.place
