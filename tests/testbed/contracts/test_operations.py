"""The part of the document that is made for one operation is the one in the whole."""

from fastapi import FastAPI

from backend.tests.harness.contracts.operations import NOBODY, operations_of
from backend.tests.testbed.contracts import kinds


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


def test_a_path_without_keys_still_reaches_its_route() -> None:
    urls = {operation.path: operation.url() for operation in operations_of(kinds.app)}

    assert urls["/kinds/numbers/{number}"] == "/kinds/numbers/0"
    assert urls["/kinds/paths/{path}"] == f"/kinds/paths/{NOBODY}"
