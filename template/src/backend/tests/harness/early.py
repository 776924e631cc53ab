"""Has the servers start while pytest still imports the service, where a run will want them.

A cold start then takes as long as the slower of the two, and not as both.
"""

import hashlib
import json
import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from backend.tests.harness.configuration import linger_seconds, plan_for_tests, urls_are_wanted
from backend.tests.harness.servers.contract import ServersError
from backend.tests.harness.servers.leases import Lease, acquire
from backend.tests.harness.servers.places import CHECKOUT

CACHE, CACHE_FOLDER = "testbed/wanted", CHECKOUT / ".pytest_cache" / "v"
XDIST_WORKER = "PYTEST_XDIST_WORKER"
# With one of these a run has some of the tests, or none.
SELECTING = ("-k", "-m", "--deselect", "--ignore", "--lf", "--last-failed", "--sw", "--stepwise")
LOOKING = {"-h", "--help", "-V", "--version", "--co", "--collect-only", "--fixtures", "--markers"}


class Early:
    """The lease that is on its way, if one is; nobody waits for it before a test needs it."""

    def __init__(self) -> None:
        self.lease: Future[Lease] | None = None

    def start(self) -> None:
        """Start in the background what the command line will want."""
        # Whoever really needs them says better what is wrong.
        with suppress(ServersError):
            if XDIST_WORKER in os.environ or urls_are_wanted() or not wanted(sys.argv[1:]):
                return
            self.lease = ThreadPoolExecutor(1).submit(acquire, plan_for_tests(), linger_seconds())

    def wait(self) -> None:
        """Return when the servers are up, if they were started. Raises ServersError."""
        if self.lease is not None:
            self.lease.result()

    def let_go(self) -> None:
        """Leave the servers to those who hold a lease of their own."""
        if self.lease is not None and not self.lease.exception():
            self.lease.result().close()
        self.lease = None


EARLY = Early()


def wanted(arguments: list[str]) -> bool:
    """Say whether the same command wanted servers last time; an unknown one, if it is for all."""
    record = CACHE_FOLDER / key_of(arguments)
    if record.exists():
        return bool(json.loads(record.read_text()))
    return not any(map(selects, arguments))


def remember(config: pytest.Config, *, wanted: bool) -> None:
    cache: pytest.Cache | None = getattr(config, "cache", None)
    if cache is not None and not hasattr(config, "workerinput"):
        cache.set(key_of(sys.argv[1:]), wanted)


def selects(argument: str) -> bool:
    path = Path(argument.partition("::")[0])
    return argument in LOOKING or argument.startswith(SELECTING) or path.exists()


def key_of(arguments: list[str]) -> str:
    return f"{CACHE}/{hashlib.sha256(repr(arguments).encode()).hexdigest()[:12]}"
