"""The template's own tests keep the rules that it hands out."""

from tests.harness.house import NOT_ABOUT_US, report
from tests.harness.rules import CASES


def test_our_tests_keep_the_rules() -> None:
    found = report()

    assert found.is_clean, "\n".join(found.lines())


def test_what_is_not_about_us_is_a_rule() -> None:
    assert NOT_ABOUT_US.keys() <= {page.stem for page in CASES.glob("*.md")}
