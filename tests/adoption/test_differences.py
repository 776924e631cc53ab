"""An adopted harness treats what a savepoint cannot show as that of a generated service does."""

from pathlib import Path

from tests.harness.adoption import Adopted
from tests.harness.alone import joined
from tests.harness.differences import BODIES, EQUAL, LOCK, REFUSED, TURNS, case
from tests.harness.runs import Outcomes

# Every connection of the service's engine is the one, so this lock is granted, as in production.
NOT_HERE = {"an_advisory_lock_elsewhere"}
SYNC = Path(__file__).with_name("sync_differences.py")
REFUSED_SYNC = {
    "a_commit_inside_of_a_refusal",
    "time",
    "an_advisory_lock_of_two",
    "locked_rows",
    "listening",
}


def outcomes_of(adopted: Adopted, text: str) -> Outcomes:
    adopted.only("test_differences.py", text)
    report = adopted.testbed / "report.xml"
    adopted.pytest("-n0", "-pno:randomly", f"--junit-xml={report}")
    return Outcomes.of(report)


def test_an_async_service_is_told_the_same(shop: Adopted) -> None:
    outcomes = outcomes_of(shop, joined(*BODIES))

    refused = {name: text for row in REFUSED.values() for name, text in row.items()}
    for name in refused.keys() - NOT_HERE:
        assert refused[name] in outcomes.said_of(case(name, "usual"))
    failed = {case(name, "usual") for name in refused.keys() - NOT_HERE}
    turns = {case(TURNS, mode) for mode in ("usual", "committed")}
    assert outcomes.failed == failed | turns | {case(LOCK, "usual")}
    assert {
        case(name, "usual") for name in EQUAL["`SET LOCAL`, `SET LOCAL ROLE`"]
    } <= outcomes.passed


def test_a_sync_service_is_told_the_same(till: Adopted) -> None:
    outcomes = outcomes_of(till, SYNC.read_text(encoding="utf-8"))

    refused = {case(name, "usual") for name in REFUSED_SYNC}
    assert outcomes.failed == refused | {f"test_{LOCK}"}
    for name in refused:
        assert "Mark the test with @pytest.mark.committed." in outcomes.said_of(name)


def test_its_guide_lists_every_difference(shop: Adopted) -> None:
    before = (shop.testbed / "docs" / "adoption.md").read_text(encoding="utf-8")

    shop.python("-m", "backend.tests.harness.isolation")

    assert (shop.testbed / "docs" / "adoption.md").read_text(encoding="utf-8") == before
