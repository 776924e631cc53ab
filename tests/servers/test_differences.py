"""A usual test behaves as production does, or fails at the statement with the reason."""

from pathlib import Path

import pytest

from tests.harness.differences import EQUAL, LOCK, REFUSED, TURNS, case
from tests.harness.runs import Outcomes


@pytest.mark.parametrize("row", EQUAL)
def test_what_a_savepoint_can_show_is_as_in_production(differences: Outcomes, row: str) -> None:
    both = {case(name, mode) for name in EQUAL[row] for mode in ("usual", "committed")}

    assert both <= differences.passed


@pytest.mark.parametrize("row", REFUSED)
def test_what_it_cannot_show_is_refused_at_the_statement(differences: Outcomes, row: str) -> None:
    for name, sentence in REFUSED[row].items():
        said = differences.said_of(case(name, "usual"))

        assert sentence in said
        assert "Mark the test with @pytest.mark.committed" in said
        assert case(name, "committed") in differences.passed


def test_a_lock_of_a_session_is_named_and_released(differences: Outcomes) -> None:
    assert "The advisory lock of SELECT pg_try_advisory_lock(77) was still held" in (
        differences.said_of(case(LOCK, "usual"))
    )


@pytest.mark.parametrize("mode", ["usual", "committed"])
def test_one_session_serves_one_task_at_a_time(differences: Outcomes, mode: str) -> None:
    assert "Two tasks used one session at the same time" in differences.said_of(case(TURNS, mode))


def test_nothing_else_fails(differences: Outcomes) -> None:
    refused = {case(name, "usual") for row in REFUSED.values() for name in row}
    turns = {case(TURNS, mode) for mode in ("usual", "committed")}

    assert differences.failed == refused | turns | {case(LOCK, "usual")}


def test_every_row_of_the_guide_is_shown(service: Path) -> None:
    guide = (service / "docs" / "testing.md").read_text(encoding="utf-8")
    table = guide.partition("| what | in production | in a usual test |")[2].partition("\n\n")[0]
    rows = {line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()[2:]}

    one_session = {"two tasks that use one session at once"}
    assert rows == EQUAL.keys() | REFUSED.keys() | one_session
