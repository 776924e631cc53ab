"""Chooses how many processes `-n auto` uses: more are slower where the tests are short."""

import hashlib
import json
import os
import re
import time
from dataclasses import asdict, dataclass

import pytest

from backend.tests.harness.figures import figures_of

TEST = re.compile(r"^\s*(?:async )?def test_", re.MULTILINE)
CHOICE = pytest.StashKey[str]()
CACHE = "testbed/durations"

# In seconds. What xdist's controller adds, and how far sharing falls short of its ideal, were
# measured with suites of known length; the guesses serve the very first run.
CONTROLLER_SECONDS = 1.0
SHARING = 1.15
GUESSED_TEST_SECONDS = 0.02
GUESSED_START_SECONDS = 1.5


@dataclass(frozen=True)
class Durations:
    """Of one run, in seconds: all its tests, and a process from its start to its first test."""

    tests: float
    start: float

    def estimate(self, workers: int, cores: int) -> float:
        """Return how long the run takes with so many workers; 0 is this process alone."""
        if workers == 0:
            return self.start + self.tests
        starts = self.start * max(1, workers / cores)
        return CONTROLLER_SECONDS + starts + self.tests / min(workers, cores) * SHARING


class Recorder:
    """Remembers how long a run took, for the choice of the next one."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.began = time.perf_counter()
        self.tests = 0.0

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self) -> None:
        figures_of(self.config).start = time.perf_counter() - self.began

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.tests += report.duration

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        cache: pytest.Cache | None = getattr(self.config, "cache", None)
        if cache is not None and self.tests and not is_worker(self.config):
            durations = Durations(self.tests, figures_of(self.config).start)
            cache.set(key_of(self.config), asdict(durations))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Recorder(config))


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return the number with the shortest estimate, from the last run of the same tests."""
    known, cores = last_run(config), count_cores()
    durations = known or guess(config)
    estimates = {n: durations.estimate(n, cores) for n in (0, *range(2, cores + 1))}
    best: int = min(estimates, key=estimates.__getitem__)
    listed = ", ".join(f"{seconds:.1f} s with {n}" for n, seconds in estimates.items())
    source = "the last run" if known else "a guess"
    config.stash[CHOICE] = f"workers: {best} ({source} says {listed}; -n overrides)"
    return best


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [config.stash[CHOICE]] if CHOICE in config.stash else []


def last_run(config: pytest.Config) -> Durations | None:
    """Read pytest's cache as a file: xdist asks before pytest has opened it."""
    if not config.pluginmanager.hasplugin("cacheprovider"):
        return None
    file = config.rootpath / config.getini("cache_dir") / "v" / key_of(config)
    return Durations(**json.loads(file.read_text())) if file.exists() else None


def guess(config: pytest.Config) -> Durations:
    folders = [config.rootpath / folder for folder in config.getini("testpaths")]
    files = [file for folder in folders for file in folder.rglob("test_*.py")]
    tests = sum(len(TEST.findall(file.read_text())) for file in files)
    return Durations(tests * GUESSED_TEST_SECONDS, GUESSED_START_SECONDS)


def key_of(config: pytest.Config) -> str:
    """Name the runs of the same tests alike, however many workers they had."""
    chosen = (config.option.keyword, config.option.markexpr, *config.args)
    return f"{CACHE}/{hashlib.sha256(repr(chosen).encode()).hexdigest()[:12]}"


def count_cores() -> int:
    """Return how many cores this process may use; not every system can tell."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
