"""The service keeps the rules of the house, and each rule does what its page says."""

from collections import Counter

import pytest

from backend.tests.architecture.__main__ import CHECKOUT
from backend.tests.architecture.engine.examples import example_project
from backend.tests.architecture.engine.pages import rules_page
from backend.tests.architecture.engine.report import Report, look_at
from backend.tests.architecture.engine.rule import PAGE, Rule
from backend.tests.architecture.engine.ruleset import all_rules

# What the engine says about waivers and files; the rules themselves are the tests' parameters.
ENGINES_OWN = ("TB001", "TB002", "TB003")


@pytest.mark.parametrize("code", [*map(str, all_rules()), *ENGINES_OWN])
def test_the_service_keeps_the_rule(report: Report, code: str) -> None:
    assert not report.of(code), "\n".join(map(str, report.of(code)))


def test_the_baseline_names_only_what_is_there(report: Report) -> None:
    assert not report.mended, "\n".join(report.lines())


@pytest.mark.parametrize("rule", all_rules(), ids=str)
def test_a_rule_finds_what_its_page_calls_wrong(rule: Rule) -> None:
    found = look_at(example_project(rule.bad), [rule])

    assert found.of(rule.code)


@pytest.mark.parametrize("rule", all_rules(), ids=str)
def test_a_rule_leaves_what_its_page_calls_right(rule: Rule) -> None:
    found = look_at(example_project(rule.good), [rule])

    assert not found.new, "\n".join(map(str, found.new))


def test_a_code_names_one_rule() -> None:
    codes = Counter(rule.code for rule in all_rules())

    assert [code for code, count in codes.items() if count > 1] == []


def test_the_page_says_what_is_checked() -> None:
    page = (CHECKOUT / PAGE).read_text(encoding="utf-8")

    assert page == rules_page(all_rules()), "`make rules-page` writes it anew."
