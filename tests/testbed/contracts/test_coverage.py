"""A run of all tests says which declared answers none of them got."""

from backend.tests.harness.contracts.coverage import report, unseen
from backend.tests.harness.contracts.operations import operations_of
from backend.tests.testbed.contracts import liars

EVERYTHING = {
    f"{operation} {status}"
    for operation in operations_of(liars.app)
    for status in operation.answers
}


def test_who_saw_everything_misses_nothing() -> None:
    assert unseen(liars.app, EVERYTHING) == {}


def test_what_was_not_seen_is_named() -> None:
    seen = EVERYTHING - {"GET /promises/{name} 422", "GET /kinds 200"}

    assert unseen(liars.app, seen) == {"GET /promises/{name}": ["422"], "GET /kinds": ["200"]}


def test_nobody_has_to_break_what_cannot_break() -> None:
    assert unseen(liars.app, EVERYTHING - {"GET /kinds 500"}) == {}


def test_the_report_has_a_line_for_each_operation() -> None:
    lines = report({"GET /v1/me": ["401", "503"], "GET /readyz": ["500"]})

    assert lines[:-1] == ["GET /v1/me: 401, 503", "GET /readyz: 500"]
