"""A finding is waived on its own line and with a reason; every other waiver is a finding."""

import pytest

from backend.tests.architecture.engine.examples import example_project
from backend.tests.architecture.engine.report import look_at
from backend.tests.architecture.engine.ruleset import all_rules
from tests.harness.rules import codes_of

# No test file: what follows is about waivers, and not about where tests lie.
HEAD = "# src/backend/tests/apps/notes/helpers.py"
SLEEP = f"{HEAD}\nimport time\ntime.sleep(1)"


def test_a_waiver_with_a_reason_excuses_its_line() -> None:
    report = look_at(example_project(f"{SLEEP}  # rule: TB502 - the driver polls"), all_rules())

    assert report.is_clean
    assert [waiver.reason for waiver in report.waivers] == ["the driver polls"]
    assert "1 waived" in report.summary


def test_a_reason_may_begin_with_a_name() -> None:
    report = look_at(example_project(f"{SLEEP}  # rule: TB502 - `poll` does too"), all_rules())

    assert report.is_clean


@pytest.mark.parametrize("comment", ["# rule: TB502", "# rule: TB502 -", "# rule: TB502 later"])
def test_a_waiver_without_a_reason_excuses_nothing(comment: str) -> None:
    report = look_at(example_project(f"{SLEEP}  {comment}"), all_rules())

    assert codes_of(report) == ["TB001", "TB502"]


def test_a_waiver_that_waives_nothing_is_a_finding() -> None:
    report = look_at(example_project(f"{HEAD}\nWORD = 1  # rule: TB502 - it sleeps"), all_rules())

    assert codes_of(report) == ["TB002"]


@pytest.mark.parametrize(
    "text",
    [
        SLEEP.replace("time.sleep", "# rule: TB502 - on the line above\ntime.sleep"),
        f"{SLEEP}\n# rule: TB502 - on the line below",
        f"{SLEEP}  # rule: TB501 - of another rule",
    ],
)
def test_a_waiver_elsewhere_excuses_nothing(text: str) -> None:
    report = look_at(example_project(text), all_rules())

    assert codes_of(report) == ["TB002", "TB502"]


def test_one_line_may_be_excused_from_two_rules() -> None:
    text = f"{HEAD}\nimport time\ntime.sleep(time.time())  # rule: TB502, TB504 - a probe"

    report = look_at(example_project(text), all_rules())

    assert report.is_clean
    assert len(report.waivers) == 2


def test_a_text_about_waivers_is_none() -> None:
    report = look_at(example_project(f'{HEAD}\nTEXT = "x  # rule: TB502 - a text"'), all_rules())

    assert report.is_clean
    assert not report.waivers


def test_a_waiver_works_in_configuration_too() -> None:
    text = "# alembic.ini\ndriver = sqlite  ; rule: TB102 - the old data is read from it"

    assert look_at(example_project(text), all_rules()).is_clean
