"""`make migrate` and its like use the checkout's own servers, unless the command says otherwise."""

from dataclasses import replace

import pytest

from tests.harness.development import addresses, develop, rehearse, serve
from tests.harness.runs import Bench

PORTS = """
from pathlib import Path
from backend.tests.harness.develop import port_of
print(*(port_of(Path("/home/me") / name) for name in ("shop", "shop", "shop-2")))
"""
SECRET = "a-password-that-nobody-may-print"  # noqa: S105 - that is the point
NOWHERE = f"postgresql://me:{SECRET}@127.0.0.1:1/precious"
REDIS = f"redis://:{SECRET}@127.0.0.1:1/0"
ELSEWHERE = [
    {"DATABASE_URL": NOWHERE, "REDIS_URL": REDIS},
    {"database_url": NOWHERE, "Redis_Url": REDIS},
    {"PGHOST": "127.0.0.1", "PGPORT": "1", "PGDATABASE": "precious", "PGSERVICE": "precious"},
    {"TESTBED_ENGINE": "url", "TESTBED_POSTGRES_URL": NOWHERE},
]
ON_ENVIRONMENT = ("--on", "environment")


@pytest.mark.parametrize("exported", ELSEWHERE, ids=lambda exported: next(iter(exported)))
def test_exported_addresses_do_not_count(developing: Bench, exported: dict[str, str]) -> None:
    finished = develop(replace(developing, more=exported))

    assert finished.returncode == 0, finished.stderr
    assert ": PostgreSQL 18" in finished.stderr
    assert "Running upgrade" in finished.stderr


def test_the_addresses_of_the_environment_file_do_not_count(developing: Bench) -> None:
    with (developing.service / ".env").open("a") as settings:
        settings.write(f"DATABASE_URL={NOWHERE}\nREDIS_URL={REDIS}\n")

    finished = develop(developing)

    assert finished.returncode == 0, finished.stderr


def test_the_switch_uses_the_environment_and_says_where_that_is(warm: Bench) -> None:
    finished = develop(replace(warm, more=addresses(warm)), *ON_ENVIRONMENT)

    assert finished.stderr.startswith("The environment's servers: database postgres on 127.0.0.1:")
    assert "Running upgrade" in finished.stderr


@pytest.mark.parametrize("environment", ["production", ""])
def test_production_is_refused(embedded: Bench, environment: str) -> None:
    exported = {**ELSEWHERE[0], "ENVIRONMENT": environment, "SECRET_KEY": SECRET}

    finished = develop(replace(embedded, more=exported), *ON_ENVIRONMENT)

    assert finished.returncode == 1
    assert finished.stderr.startswith("ENVIRONMENT is production")
    assert SECRET not in finished.stderr


def test_an_unknown_choice_is_refused(embedded: Bench) -> None:
    finished = develop(embedded, "--on", "staging")

    assert finished.returncode == 1
    assert finished.stderr.startswith("ON=staging names no servers")


@pytest.mark.parametrize("flags", [{}, {"MAKEFLAGS": "e"}], ids=["plain", "e"])
@pytest.mark.parametrize("verb", ["run", "worker", "jobs", "migrate", "revision"])
def test_only_the_command_line_switches(embedded: Bench, verb: str, flags: dict[str, str]) -> None:
    exported = replace(embedded, more={"ON": "environment", **flags})

    assert "--on" not in rehearse(exported, verb, "m=add invoices")
    assert "--on 'environment'" in rehearse(exported, verb, "m=add invoices", "ON=environment")


@pytest.mark.parametrize("verb", ["jobs", "update"])
def test_what_is_exported_as_args_changes_neither_jobs_nor_files(
    embedded: Bench, verb: str
) -> None:
    exported = replace(embedded, more={"ARGS": "--again", "MAKEFLAGS": "e"})

    assert "--again" not in rehearse(exported, verb)
    assert "--again" in rehearse(exported, verb, "ARGS=--again")


def test_each_checkout_has_a_port_of_its_own(embedded: Bench) -> None:
    one, again, another = map(int, embedded.python("-c", PORTS).split())

    assert one == again != another
    assert {one, another} <= set(range(8000, 9000))


@pytest.mark.parametrize("port", ["http", "0", "65536"])
def test_what_is_no_port_is_refused(developing: Bench, port: str) -> None:
    finished = serve(replace(developing, more={"PORT": port}))

    assert finished.returncode == 1
    assert f"PORT={port} is no port" in finished.stderr
