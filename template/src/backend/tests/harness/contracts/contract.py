"""Every answer of the service is held to what its OpenAPI document says about it."""

from functools import lru_cache

import pytest
from fastapi import FastAPI
from httpx import Request, Response
from jsonschema_rs import Draft202012Validator

from backend.tests.harness.contracts.operations import Operation, operation_at, operations_of

JSON = ("application/json", "+json")
SHOWN = 200
# The answers that this process has seen, as "GET /v1/me 200": what a full run reports on.
SEEN: set[str] = set()


class Contract:
    """What one service promises."""

    def __init__(self, app: FastAPI) -> None:
        self.operations = operations_of(app)

    def check(self, request: Request, response: Response) -> None:
        """Fail the test if the answer is not as declared. Where no operation is, none is."""
        operation = operation_at(self.operations, request.method, request.url.path)
        if operation is None:
            return
        SEEN.add(f"{operation} {response.status_code}")
        if fault := fault_of(operation, response):
            sentence = f"{operation} answered {response.status_code}, {fault}"
            pytest.fail(f"{sentence}\nIts body was: {response.text[:SHOWN]}", pytrace=False)


@lru_cache(maxsize=8)
def contract_of(app: FastAPI) -> Contract:
    return Contract(app)


def fault_of(operation: Operation, response: Response) -> str | None:
    """Say what the document does not promise, or nothing."""
    if (answer := operation.answers.get(response.status_code)) is None:
        listed = ", ".join(map(str, operation.answers))
        return f"which its OpenAPI document does not declare ({listed}): add it to `responses=`."
    kind = response.headers.get("content-type", "").partition(";")[0]
    if not answer and not response.content:
        return None
    if kind not in answer:
        expected = " or ".join(answer) or "no body"
        return f"with {kind or 'no body'} where its OpenAPI document declares {expected}."
    return fault_of_body(answer[kind], response) if kind.endswith(JSON) else None


def fault_of_body(validator: Draft202012Validator, response: Response) -> str | None:
    faults = [
        f"{'/'.join(map(str, error.instance_path)) or 'the body'}: {error.message}"
        for error in validator.iter_errors(response.json())
    ]
    listed = "\n  ".join(faults)
    return (
        f"with a body that its OpenAPI document does not describe:\n  {listed}" if faults else None
    )
