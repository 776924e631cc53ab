"""Servers stay a while after a run, so that the next one finds them warm."""

import shutil
from dataclasses import replace
from pathlib import Path

from tests.harness.runs import Bench

LINGERING, UNASKED = {"TESTBED_LINGER_SECONDS": "600"}, {"TESTBED_LINGER_SECONDS": ""}
VERB = ("-m", "backend.tests.harness.servers")
# As the kernel does it to a killed supervisor, but slowly: its pipes are closed before its locks.
DIE_SLOWLY = """
import os
from contextlib import suppress
from subprocess import TimeoutExpired
from backend.tests.harness.configuration import plan_for_tests
from backend.tests.harness.servers.janitor import employ_janitor
from backend.tests.harness.servers.locks import locked
from backend.tests.harness.servers.places import place_for
place = place_for(plan_for_tests())
janitor = employ_janitor(place)
with locked(place.alive):
    place.data.mkdir(parents=True)
    janitor.stdin.close()
    with suppress(TimeoutExpired):
        janitor.wait(1)
    os._exit(0)
"""


def test_the_next_run_finds_the_same_servers(bench: Bench) -> None:
    lingering = replace(bench, more=LINGERING)
    lingering.pytest()
    first = bench.supervisors()

    second = lingering.pytest()

    assert bench.supervisors() == first
    assert "; template database: found" in second.stdout
    assert "the servers stay 10 min for the next run" in second.stdout
    bench.python(*VERB, "stop")


def test_the_verb_shows_the_servers_and_stops_them(embedded: Bench) -> None:
    replace(embedded, more=LINGERING).pytest()

    shown = embedded.python(*VERB)
    stopped = embedded.python(*VERB, "stop")

    assert "embedded: PostgreSQL 18" in shown
    assert "stopped embedded: PostgreSQL 18" in stopped
    assert "No servers are running" in embedded.python(*VERB)


def test_a_run_without_linger_stops_the_warm_servers(embedded: Bench) -> None:
    replace(embedded, more=LINGERING).pytest()

    embedded.pytest()

    assert embedded.leftovers() == []


def test_servers_stay_at_a_desk(embedded: Bench) -> None:
    replace(embedded, more={**UNASKED, "CI": ""}).pytest()

    assert "stop 600 s after the last" in embedded.python(*VERB)
    embedded.python(*VERB, "stop")


def test_servers_do_not_stay_in_ci(embedded: Bench) -> None:
    replace(embedded, more={**UNASKED, "CI": "true"}).pytest()

    assert embedded.leftovers() == []


def test_the_option_goes_before_the_variable(embedded: Bench) -> None:
    finished = replace(embedded, more=LINGERING).pytest("--linger", "0")

    assert finished.returncode == 0, finished.stderr
    assert embedded.leftovers() == []


def test_servers_of_a_deleted_checkout_do_not_stay(embedded: Bench, tmp_path: Path) -> None:
    checkout = shutil.copytree(embedded.service, tmp_path / "checkout")
    replace(embedded, service=checkout, more=LINGERING).pytest()

    shutil.rmtree(checkout)

    assert embedded.wait_for_silence() == []


def test_a_killed_supervisor_leaves_nothing(embedded: Bench) -> None:
    replace(embedded, more=LINGERING).pytest()

    embedded.kill(*embedded.supervisors())

    assert embedded.leftovers() == []


def test_a_supervisor_that_dies_slowly_leaves_nothing(embedded: Bench) -> None:
    embedded.python("-c", DIE_SLOWLY)

    assert embedded.leftovers() == []


def test_a_killed_supervisor_is_replaced(bench: Bench) -> None:
    replace(bench, more=LINGERING).pytest()
    bench.kill(*bench.supervisors())

    finished = bench.pytest()

    assert finished.returncode == 0, finished.stdout


def test_servers_that_die_are_replaced(embedded: Bench) -> None:
    replace(embedded, more=LINGERING).pytest()
    embedded.kill(*embedded.servers())

    finished = embedded.pytest()

    assert finished.returncode == 0, finished.stdout
