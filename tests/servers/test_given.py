"""Servers that are given by URL are somebody's: what a run did not make, no run removes."""

import shutil
from pathlib import Path

import pytest

from tests.harness.given import Given
from tests.harness.pooler import open_pooler

OWN = "testbed_run_"
POOLERS = [program for program in ("pgbouncer",) if shutil.which(program)]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_leaves_nothing_and_removes_nothing(given: Given, workers: str) -> None:
    before = given.databases(), given.keys()

    finished = given.at("127.0.0.1", "precious").pytest("-n", workers)

    assert finished.returncode == 0, finished.stdout
    assert (given.databases(), given.keys()) == before
    assert given.is_kept()


def test_the_report_does_not_say_that_the_servers_stop(given: Given) -> None:
    finished = given.at("127.0.0.1", "postgres").pytest("--linger", "600")

    assert "servers: url: PostgreSQL 18" in finished.stdout
    assert "the servers stay" not in finished.stdout


def test_a_killed_run_is_cleared_up_and_nothing_else(given: Given) -> None:
    bench = given.at("127.0.0.1", "precious")
    warm = set(bench.processes())
    running = bench.start("-n", "2")
    bench.kill(*set(bench.processes()) - warm)
    running.communicate()

    finished = bench.pytest()

    assert finished.returncode == 0, finished.stdout
    assert [name for name in given.databases() if name.startswith(OWN)] == [f"{OWN}0123456789ab"]
    assert given.is_kept()


def test_two_urls_of_one_server_see_each_other(given: Given) -> None:
    running = given.at("127.0.0.1", "precious").start()
    live = given.databases(), given.keys()

    finished = given.at("localhost", "postgres").pytest("-n", "2")

    assert finished.returncode == 0, finished.stdout
    assert (given.databases(), given.keys()) == live
    assert running.poll() is None
    running.kill()
    running.communicate()


def test_a_role_that_may_not_create_databases_is_named(given: Given) -> None:
    given.sql("CREATE ROLE humble LOGIN PASSWORD 'humble'")
    url = f"postgresql://humble:humble@{given.postgres_url.partition('@')[2]}"

    finished = given.at("127.0.0.1", "postgres", TESTBED_POSTGRES_URL=url).pytest()

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert "may not create databases" in finished.stderr


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_redis_that_cannot_be_leased_ends_the_run(given: Given, workers: str) -> None:
    given.refuse("eval")

    finished = given.at("127.0.0.1", "postgres").pytest("-n", workers)

    assert finished.returncode in {pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED}
    assert "Redis cannot lease a database" in finished.stdout
    assert "redis_leases.py" not in finished.stdout
    assert given.is_kept()


@pytest.mark.parametrize("mode", ["transaction", "session"])
@pytest.mark.parametrize("program", POOLERS)
def test_a_pooler_is_refused(given: Given, tmp_path: Path, program: str, mode: str) -> None:
    with open_pooler(program, mode, given.postgres_url, tmp_path) as url:
        finished = given.at("127.0.0.1", "postgres", TESTBED_POSTGRES_URL=url).pytest()

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert "TESTBED_POSTGRES_URL leads to a connection pooler" in finished.stderr
    assert "Traceback" not in finished.stderr
