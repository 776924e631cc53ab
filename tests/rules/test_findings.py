"""A finding says where, what, the way out and where to read on."""

import pytest

from backend.tests.architecture.engine.examples import example_project
from backend.tests.architecture.engine.report import look_at
from backend.tests.architecture.engine.rule import Rule
from backend.tests.architecture.engine.ruleset import all_rules
from tests.harness.paths import TEMPLATE
from tests.harness.rules import codes_of

HELPERS = "# src/backend/tests/apps/notes/helpers.py"


def test_a_finding_is_one_line() -> None:
    text = "# src/backend/tests/core/test_clock.py\n\nimport time\n\nwait = 1;  time.sleep(1)"

    lines = [*look_at(example_project(text), all_rules()).lines()]

    assert lines[1] == (
        "src/backend/tests/core/test_clock.py:5:12: TB502 `time.sleep` waits for time to pass. "
        "Await what happens (an event, a task, a key that expires with `pexpire(key, 0)`), or move "
        "the clock. (docs/rules.md#tb502)"
    )


@pytest.mark.parametrize("rule", all_rules(), ids=str)
def test_a_link_leads_to_the_page(rule: Rule) -> None:
    page, _, anchor = rule.link.partition("#")

    assert f"\n## {anchor.upper()}\n" in (TEMPLATE / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", all_rules(), ids=str)
def test_a_rule_speaks_in_sentences(rule: Rule) -> None:
    assert rule.way_out.endswith(".")
    assert rule.why.endswith(".")
    assert not rule.title.endswith(".")


def test_a_file_that_python_cannot_read_is_a_finding() -> None:
    report = look_at(example_project("def test_a_note("), all_rules())

    assert codes_of(report) == ["TB003"]


def test_many_ways_to_one_finding_are_one() -> None:
    report = look_at(example_project(f"{HELPERS}\nimport mock, mock as again"), all_rules())

    assert codes_of(report) == ["TB201"]
