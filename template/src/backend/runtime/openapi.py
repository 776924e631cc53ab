"""Makes the OpenAPI document tell the truth about failures."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from backend.core.schemas import Problem, problems

# What the parts around a route may answer for it: to any request, to one with a body, and to one
# whose parameters make its address longer than we read.
EVERYWHERE = problems(HTTPStatus.INTERNAL_SERVER_ERROR)
WITH_A_BODY = problems(
    HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE
)
WITH_AN_ADDRESS = problems(HTTPStatus.REQUEST_URI_TOO_LONG)
INVALID = problems(HTTPStatus.UNPROCESSABLE_ENTITY)
FRAMEWORKS = "#/components/schemas/HTTPValidationError"


class Service(FastAPI):
    def openapi(self) -> dict[str, Any]:
        return self.complete(super().openapi())

    def complete(self, document: dict[str, Any]) -> dict[str, Any]:
        """Finish what FastAPI wrote about all routes, or about one; the tests do the same."""
        return with_problems(document)


def with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Put our Problem where FastAPI describes a validation error that we never send."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas.update(problem_schemas())
    for operation in operations_in(document["paths"]):
        operation["responses"] |= failures_around(operation)
        for callback in operation.get("callbacks", {}).values():
            leave_to_others(callback)
    leave_to_others(document.get("webhooks", {}))
    return document


def operations_in(paths: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in paths.values():
        yield from path.values()


def leave_to_others(paths: dict[str, Any]) -> None:
    """Take out how FastAPI would refuse a webhook or a callback: somebody else answers these."""
    for operation in operations_in(paths):
        if FRAMEWORKS in str(operation["responses"].get("422")):
            del operation["responses"]["422"]


def failures_around(operation: dict[str, Any]) -> dict[str, Any]:
    failures = dict(EVERYWHERE)
    if "requestBody" in operation:
        failures |= WITH_A_BODY
    if any(parameter["in"] in {"path", "query"} for parameter in operation.get("parameters", ())):
        failures |= WITH_AN_ADDRESS
    # FastAPI knows which routes validate anything; only its description is not ours.
    if "422" in operation["responses"]:
        failures |= INVALID
    return {str(status): failure for status, failure in failures.items()}


def problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}
