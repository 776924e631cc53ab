"""Fails a run that is to see every answer which the service declares, and did not."""

import pytest

from backend.runtime.app import create_app
from backend.tests.harness.contracts.contract import SEEN
from backend.tests.harness.contracts.coverage import report, unseen
from backend.tests.harness.figures import figures_of
from backend.tests.harness.fuzzing import OPTION as FUZZ
from backend.tests.harness.settings import settings_for_tests

OPTION = "every_answer"
UNSEEN = pytest.StashKey[dict[str, list[str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    help_text = "fail if no test got an answer that the OpenAPI document declares; for whole runs"
    options = parser.getgroup("testbed")
    options.addoption("--every-answer", action="store_true", help=help_text)
    help_text = "how often to ask for each operation in the long run of `make fuzz`"
    options.addoption(f"--{FUZZ}", type=int, metavar="EXAMPLES", help=help_text)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    figures_of(config).answers |= SEEN
    if not config.getoption(OPTION) or hasattr(config, "workerinput"):
        return
    # A test that failed may have been the one that gets an answer.
    if session.exitstatus == pytest.ExitCode.OK:
        app = create_app(settings_for_tests())
        config.stash[UNSEEN] = unseen(app, figures_of(config).answers)
        session.exitstatus = int(bool(config.stash[UNSEEN]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if missing := terminalreporter.config.stash.get(UNSEEN, {}):
        terminalreporter.section("declared answers that no test got", sep="-")
        for line in report(missing):
            terminalreporter.line(line)
