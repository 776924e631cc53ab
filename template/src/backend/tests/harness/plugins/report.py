"""The harness's part of what a run prints: how to repeat a failure, and figures at the end."""

from collections.abc import Generator
from typing import Any, Protocol

import pytest

from backend.tests.harness.figures import Figures, figures_of
from backend.tests.harness.run import FAILED

OUTPUT = "testbed"


class Worker(Protocol):
    """A worker as xdist's controller sees it."""

    config: pytest.Config
    workeroutput: dict[str, Any]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, and say how to run it again with the same data and order."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        report.sections.append((f"to repeat it ({call.when})", command_for(item)))
    return report


def command_for(item: pytest.Item) -> str:
    seed = item.config.getoption("randomly_seed", None)
    return f"pytest '{item.nodeid}'" + (f" --randomly-seed={seed}" if seed is not None else "")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's figures to the controller."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[OUTPUT] = figures_of(session.config).to_dict()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Worker) -> None:
    if OUTPUT in getattr(node, "workeroutput", {}):
        figures_of(node.config).add(Figures(**node.workeroutput[OUTPUT]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = list(figures_of(terminalreporter.config).lines())
    if lines:
        terminalreporter.section("servers", sep="-")
        for line in lines:
            terminalreporter.line(line)
