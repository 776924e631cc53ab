"""The answers that a service declares and that no test of a run got."""

from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus

from fastapi import FastAPI

from backend.tests.harness.contracts.operations import Operation, operations_of

ADVICE = (
    "A declared answer that no test gets may be wrong, or impossible: get it in a test, or stop "
    "declaring it."
)


def unseen(app: FastAPI, seen: Iterable[str]) -> dict[str, list[str]]:
    """Return the declared statuses that no test was answered with, by operation."""
    known, missing = set(seen), defaultdict(list)
    for operation in operations_of(app):
        for status in operation.answers:
            if f"{operation} {status}" not in known and is_possible(operation, status):
                missing[str(operation)].append(status)
    return dict(missing)


def is_possible(operation: Operation, status: str) -> bool:
    # An operation without dependencies cannot fail; the document declares a 500 all the same.
    return operation.depends_on_something or status != str(HTTPStatus.INTERNAL_SERVER_ERROR.value)


def report(missing: dict[str, list[str]]) -> list[str]:
    lines = [f"{operation}: {', '.join(statuses)}" for operation, statuses in missing.items()]
    return [*lines, ADVICE]
