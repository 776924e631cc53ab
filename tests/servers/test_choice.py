"""Which servers serve: those of the environment, Docker's, or the embedded ones."""

from dataclasses import replace

import pytest

from tests.harness.runs import Bench

NOWHERE = "tcp://127.0.0.1:1"
NO_ENGINE = {"DOCKER_HOST": NOWHERE, "TESTBED_POSTGRES_BIN": "/nowhere"}


def test_unit_tests_start_no_server(embedded: Bench) -> None:
    without = replace(embedded, engine="auto", more=NO_ENGINE)

    finished = without.pytest("-m", "unit")

    assert "1 passed" in finished.stdout
    assert "servers:" not in finished.stdout


def test_a_run_without_any_engine_says_so_once(embedded: Bench) -> None:
    without = replace(embedded, engine="auto", more=NO_ENGINE)

    finished = without.pytest()

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert finished.stderr.count("No PostgreSQL 15 or newer on this machine") == 1
    assert "Traceback" not in finished.stdout + finished.stderr


def test_workers_without_any_engine_say_so(embedded: Bench) -> None:
    without = replace(embedded, engine="auto", more=NO_ENGINE)

    finished = without.pytest("-n", "2")

    assert finished.returncode != 0
    assert "No PostgreSQL 15 or newer on this machine" in finished.stdout
    assert "Traceback" not in finished.stdout + finished.stderr


def test_the_embedded_servers_stand_in_for_docker(embedded: Bench) -> None:
    without_docker = replace(embedded, engine="auto", more={"DOCKER_HOST": NOWHERE})

    finished = without_docker.pytest()

    assert "servers: embedded: PostgreSQL 18" in finished.stdout
    assert "Docker does not answer" in finished.stdout


def test_an_unknown_engine_is_refused(embedded: Bench) -> None:
    finished = replace(embedded, engine="sqlserver").pytest()

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert "TESTBED_ENGINE is 'sqlserver': choose one of" in finished.stderr


def test_one_url_alone_is_refused(embedded: Bench) -> None:
    half = replace(embedded, engine="auto", more={"TESTBED_REDIS_URL": "redis://127.0.0.1:1"})

    finished = half.pytest()

    assert "TESTBED_POSTGRES_URL is not set" in finished.stderr
