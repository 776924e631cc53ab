"""The option `--prove`: each usual test runs once more `committed`, and what differs is listed.

Both runs have the same random seed and the same process, one directly after the other.
"""

from collections.abc import Iterator, Sequence
from typing import cast

import pytest
from _pytest.runner import runtestprotocol

from backend.tests.harness.run import COMMITTED, FAILED, PROVE, is_proved

DIFFERENCE, SAME = "usual and committed", "the same outcome"
EXPLAINED = (
    "A usual test shows less than production here. Mark the test with @pytest.mark.committed, or "
    "change what it relies on; docs/testing.md lists what differs."
)


class Proof:
    """Gathers what differs from the reports of every process; no xdist worker has one."""

    def __init__(self) -> None:
        self.compared = 0
        self.differences: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = [str(value) for name, value in report.user_properties if name == DIFFERENCE]
        self.compared += len(found)
        found = [outcomes for outcomes in found if outcomes != SAME]
        self.differences += [f"{report.nodeid}\n{outcomes}" for outcomes in found]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.differences and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("usual and committed")
        for line in self.lines():
            terminalreporter.line(line)

    def lines(self) -> Iterator[str]:
        yield from sorted(self.differences)
        yield f"{self.compared} usual tests ran twice, {len(self.differences)} with another outcome"
        if self.differences:
            yield EXPLAINED


def pytest_addoption(parser: pytest.Parser) -> None:
    help_text = "run each usual test once more `committed`, and list those whose outcome differs"
    parser.getgroup("testbed").addoption("--prove", action="store_true", help=help_text)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption(PROVE) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Proof())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Report the usual run as always; its last report carries the difference, also from xdist."""
    if not is_proved(item):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    # What the folders and modules of the test have set up stays for its second run.
    usual = runtestprotocol(item, log=False, nextitem=cast("pytest.Item", item.parent))
    if not item.session.shouldfail:
        committed = run_committed(item, nextitem)
        differs = outcome_of(usual) != outcome_of(committed)
        lines = f"  usual:     {describe(usual)}\n  committed: {describe(committed)}"
        usual[-1].user_properties.append((DIFFERENCE, lines if differs else SAME))
    for report in usual:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def run_committed(item: pytest.Item, nextitem: pytest.Item | None) -> list[pytest.TestReport]:
    """Run the test with the mark, and take it off again."""
    failed = item.stash.get(FAILED, False)
    item.stash[FAILED] = False
    item.add_marker(COMMITTED)
    try:
        return runtestprotocol(item, log=False, nextitem=nextitem)
    finally:
        item.own_markers.pop()
        item.stash[FAILED] = failed


def outcome_of(reports: Sequence[pytest.TestReport]) -> str:
    return deciding(reports).outcome


def deciding(reports: Sequence[pytest.TestReport]) -> pytest.TestReport:
    """Return the first report that is no pass, or the last one."""
    return next((each for each in reports if not each.passed), reports[-1])


def describe(reports: Sequence[pytest.TestReport]) -> str:
    report = deciding(reports)
    if report.passed:
        return report.outcome
    return f"{report.outcome} in its {report.when}: {first_line(report)}"


def first_line(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2]
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash else report.longreprtext
    return next(filter(None, map(str.strip, text.splitlines())), "")
