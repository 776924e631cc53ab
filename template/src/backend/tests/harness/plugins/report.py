"""The harness's part of what a run prints: how to repeat a failure, and figures at the end."""

import shlex
import sys
from collections import defaultdict
from collections.abc import Generator, Iterator
from heapq import nlargest
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import pytest

from backend.tests.harness.figures import SLOWEST, Figures, figures_of
from backend.tests.harness.run import FAILED, are_stopped_later, linger_of, was_joined

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
    """Return what a shell in the root folder runs, by the interpreter of this run."""
    seed = item.config.getoption("randomly_seed", None)
    python, root = Path(sys.executable), item.config.rootpath
    interpreter = python.relative_to(root) if python.is_relative_to(root) else python
    order = [] if seed is None else [f"--randomly-seed={seed}"]
    return shlex.join([str(interpreter), "-m", "pytest", item.nodeid, *order])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's figures to the controller."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[OUTPUT] = figures_of(session.config).to_dict()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Worker) -> None:
    if OUTPUT in getattr(node, "workeroutput", {}):
        figures_of(node.config).add(Figures(**node.workeroutput[OUTPUT]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if was_joined(terminalreporter.config):
        terminalreporter.section("servers", sep="-")
        for line in footer(terminalreporter):
            terminalreporter.line(line)


def footer(terminalreporter: pytest.TerminalReporter) -> Iterator[str]:
    config = terminalreporter.config
    yield from figures_of(config).lines()
    if slowest := ", ".join(slowest_tests(terminalreporter)):
        yield f"slowest tests: {slowest}"
    if are_stopped_later(config):
        minutes = f"{linger_of(config) / 60:.3g} min"
        yield f"the servers stay {minutes} for the next run; `make servers-stop` ends them"


def slowest_tests(terminalreporter: pytest.TerminalReporter) -> list[str]:
    """Return the names of a few, each with its seconds from the first fixture to the last."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for report in chain.from_iterable(terminalreporter.stats.values()):
        if isinstance(report, pytest.TestReport):
            seconds[report.nodeid] += report.duration
    slowest = nlargest(SLOWEST, seconds, key=seconds.__getitem__)
    return [f"{without_folder(nodeid)} {seconds[nodeid]:.2f} s" for nodeid in slowest]


def without_folder(nodeid: str) -> str:
    """Begin with the file's name; a parameter may have slashes of its own."""
    file, _, test = nodeid.partition("::")
    return f"{file.rpartition('/')[2]}::{test}"
