"""Servers stay a while after a run, so that the next one finds them warm."""

from dataclasses import replace

from tests.harness.runs import Bench

LINGERING = {"TESTBED_LINGER_SECONDS": "600"}
VERB = ("-m", "backend.tests.harness.servers")


def test_the_next_run_finds_the_same_servers(bench: Bench) -> None:
    lingering = replace(bench, more=LINGERING)
    lingering.pytest()
    first = bench.supervisors()

    second = lingering.pytest()

    assert bench.supervisors() == first
    assert "template database: found" in second.stdout
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


def test_nobody_who_did_not_ask_lingers(embedded: Bench) -> None:
    replace(embedded, more={"TESTBED_LINGER_SECONDS": ""}).pytest()

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
