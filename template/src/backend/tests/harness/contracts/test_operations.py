"""The part of the document that is made for one operation is the one in the whole."""

import pytest
from fastapi import FastAPI

from backend.tests.harness.contracts.operations import operation_at, operations_of


def test_every_operation_is_found(app: FastAPI) -> None:
    described = {
        f"{method.upper()} {path}"
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }

    assert set(map(str, operations_of(app))) == described


def test_an_operation_is_described_as_in_the_whole(app: FastAPI) -> None:
    paths = app.openapi()["paths"]

    different = [
        str(operation)
        for operation in operations_of(app)
        if operation.description != paths[operation.path][operation.method.lower()]
    ]

    assert different == []


def test_its_schemas_are_those_of_the_whole(app: FastAPI) -> None:
    schemas = app.openapi()["components"]["schemas"]

    different = [
        (str(operation), name)
        for operation in operations_of(app)
        for name, schema in operation.document["components"]["schemas"].items()
        if schema != schemas.get(name)
    ]

    assert different == []


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/v1/me", "GET /v1/me"),
        ("POST", "/v1/me", None),
        ("GET", "/v1/me/", None),
        ("GET", "/v1/organizations/7", "GET /v1/organizations/{organization_id}"),
        (
            "DELETE",
            "/v1/organizations/7/members/8",
            "DELETE /v1/organizations/{organization_id}/members/{user_id}",
        ),
        ("GET", "/v1/organizations/7/8", None),
    ],
)
def test_an_operation_is_found_by_its_path(
    app: FastAPI, method: str, path: str, found: str | None
) -> None:
    operation = operation_at(operations_of(app), method, path)

    assert (str(operation) if operation else None) == found
