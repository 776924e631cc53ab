"""The repository as its own rules see it, and which of them are not about it."""

from backend.tests.architecture.engine.layout import Layout
from backend.tests.architecture.engine.report import Report, look_at_checkout
from backend.tests.architecture.engine.ruleset import TEMPLATES, rules_in
from tests.harness.paths import ROOT

OURS = Layout(
    package="tests",
    tests="tests",
    harness="tests/harness",
    architecture="tests/rules/cases",
    revisions="tests/none",
    roots=("tests",),
)
NOT_ABOUT_US = {
    "TB307": "these tests mirror no package: they prove what is generated",
    "TB308": "the same",
    "TB603": "Jinja is what some of them are about",
}


def report() -> Report:
    rules = [rule for rule in rules_in(TEMPLATES) if rule.code not in NOT_ABOUT_US]
    return look_at_checkout(ROOT, rules, OURS)
