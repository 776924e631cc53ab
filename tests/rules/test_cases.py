"""Each rule finds what it must, in every spelling we know, and leaves its look-alikes alone."""

import pytest

from backend.tests.architecture.engine.examples import example_project
from backend.tests.architecture.engine.findings import findings_of
from backend.tests.architecture.engine.ruleset import TEMPLATES, rules_in
from tests.harness.rules import CASES, Case, cases

RULES = {rule.code: rule for rule in rules_in(TEMPLATES)}


@pytest.mark.parametrize("case", cases("Caught"), ids=str)
def test_what_breaks_the_rule_is_caught(case: Case) -> None:
    found = [*findings_of(example_project(case.text), [RULES[case.code]])]

    assert {(finding.path, finding.line) for finding in found} == case.marked
    assert case.marked


@pytest.mark.parametrize("case", cases("Left alone"), ids=str)
def test_what_only_looks_like_it_is_left_alone(case: Case) -> None:
    found = [*findings_of(example_project(case.text), [RULES[case.code]])]

    assert not found


def test_every_rule_has_its_page_of_cases() -> None:
    assert {page.stem for page in CASES.glob("*.md")} == RULES.keys()
