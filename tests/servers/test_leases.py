"""Servers live as long as somebody needs them, and not a moment longer."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.harness.runs import Bench

WORKERS = ("0", "2")


@pytest.mark.parametrize("workers", WORKERS)
def test_a_run_ends_with_its_servers_stopped(bench: Bench, workers: str) -> None:
    finished = bench.pytest("-n", workers)

    assert finished.returncode == 0, finished.stdout
    assert bench.leftovers() == []


@pytest.mark.parametrize("workers", WORKERS)
def test_a_killed_run_leaves_nothing_behind(bench: Bench, workers: str) -> None:
    running = bench.start("-n", workers)

    running.kill()
    running.communicate()

    assert bench.leftovers() == []


def test_the_run_after_a_killed_one_passes(bench: Bench) -> None:
    running = bench.start("-n", "2")
    running.kill()
    running.communicate()

    finished = bench.pytest()

    assert finished.returncode == 0, finished.stdout


def test_two_runs_share_one_pair(embedded: Bench) -> None:
    running = embedded.start()
    before = embedded.supervisors()

    finished = embedded.pytest()

    assert finished.returncode == 0, finished.stdout
    assert embedded.supervisors() == before
    running.kill()
    running.communicate()


def test_two_checkouts_never_meet(embedded: Bench, tmp_path: Path) -> None:
    checkout = shutil.copytree(embedded.service, tmp_path / "checkout")
    other = replace(embedded, service=checkout)
    first, second = embedded.start(), other.start()

    supervisors = embedded.supervisors()
    for running in (first, second):
        running.kill()
        running.communicate()

    assert len(supervisors) == 2
    assert [*embedded.leftovers(), *other.leftovers()] == []
