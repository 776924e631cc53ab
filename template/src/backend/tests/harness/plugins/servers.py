"""The harness's place in a pytest run: markers, servers before the first test, a line on them."""

from collections.abc import Generator, Sequence
from typing import Protocol

import pytest

from backend.tests.harness import early
from backend.tests.harness.run import (
    LASTING_KEYS,
    check_extensions,
    count_committed,
    describe,
    join_running,
    let_go,
    lost,
    needs_servers,
    occupied_by,
    servers_of,
    was_joined,
)
from backend.tests.harness.servers.contract import ServersError

LOST = pytest.StashKey[bool]()


class Worker(Protocol):
    """A worker as xdist's controller sees it."""

    config: pytest.Config


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    if not pluginmanager.hasplugin("timeout"):
        # With `-p no:timeout` nobody else would know the line in pytest.ini.
        parser.addini("timeout", "seconds that a test may take; needs pytest-timeout")
    help_text = "patterns of Redis keys that may stay without an expiry"
    parser.addini(LASTING_KEYS, help_text, type="args", default=[])
    options = parser.getgroup("testbed")
    help_text = "keep the database of each test that fails, and print how to open it"
    options.addoption("--keep-database", action="store_true", help=help_text)
    help_text = "how long the servers stay for the next run (600, or 0 where CI is set)"
    options.addoption("--linger", type=float, metavar="SECONDS", help=help_text)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """What a test asks for says what it is; nobody marks it by hand."""
    for item in items:
        item.add_marker("integration" if needs_servers(item) else "unit")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Have the servers up before the first test, outside every test's own time limit."""
    count_committed(session)
    if session.config.option.collectonly or not any(map(needs_servers, session.items)):
        return
    try:
        servers_of(session.config)
        check_extensions(session.config)
    except ServersError as error:
        give_up(session, str(error))


def give_up(session: pytest.Session, reason: str) -> None:
    """End the run with one sentence; an xdist worker hands it to its controller."""
    if hasattr(session.config, "workerinput"):
        session.shouldfail = reason
        session.items.clear()
    else:
        raise pytest.UsageError(reason)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """End the run when its servers have: every test after this one would fail like it."""
    # The first answer says most: a teardown that fails after it hears of the supervisor's end.
    if item.session.shouldfail or call.excinfo is None:
        return
    if reason := lost(item.config, call.excinfo.value):
        item.session.shouldfail = reason
        item.session.stash[LOST] = True
        if occupied_by(call.excinfo.value):
            # The sentence alone: the traceback would be the harness's.
            failure = pytest.fail.Exception(reason, pytrace=False)
            failure.__traceback__ = call.excinfo.tb
            call.excinfo = pytest.ExceptionInfo.from_exception(failure)


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    return [describe(config)] if was_joined(config) else []


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Worker) -> None:
    """The controller joins the pair that its first worker has up, and says which it is."""
    if not was_joined(node.config) and join_running(node.config):
        node.config.get_terminal_writer().line(describe(node.config))


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Let nothing that fixtures say of servers that are gone hide the sentence that says it."""
    early.remember(session.config, wanted=was_joined(session.config))
    try:
        return (yield)
    except Exception:
        if LOST not in session.stash:
            raise
        return None


def pytest_unconfigure(config: pytest.Config) -> None:
    let_go(config)
