"""An adopted suite runs on real servers, and the older one beside it as it always did."""

import pytest

from tests.harness.adoption import Adopted
from tests.harness.runs import ENGINES

SERVICES = pytest.mark.parametrize("name", ["shop", "till"])
# Engines differ in how they start servers: for another one, a service that wants both will do.
SUITES = [("till", "embedded"), ("club", "embedded"), *(("shop", engine) for engine in ENGINES)]


@pytest.mark.parametrize(("name", "engine"), SUITES)
def test_the_adopted_suite_passes(services: dict[str, Adopted], name: str, engine: str) -> None:
    finished = services[name].pytest("-n0", engine=engine)

    assert finished.returncode == 0, finished.stdout
    assert f"servers: {engine}: PostgreSQL 18" in finished.stdout
    assert "template database: " in finished.stdout


@pytest.mark.slow
@SERVICES
def test_it_passes_in_two_processes(services: dict[str, Adopted], name: str) -> None:
    finished = services[name].pytest("-n2")

    assert finished.returncode == 0, finished.stdout
    assert "2 workers" in finished.stdout


@SERVICES
def test_the_older_suite_runs_as_before(services: dict[str, Adopted], name: str) -> None:
    adopted = services[name]
    finished = adopted.pytest(where=adopted.service)

    assert "1 passed" in finished.stdout, finished.stdout
    assert "servers" not in finished.stdout


def test_a_service_without_redis_gets_none(services: dict[str, Adopted]) -> None:
    finished = services["till"].pytest("-n0", "-ksale")

    assert "servers: embedded: PostgreSQL 18" in finished.stdout, finished.stdout
    assert "Valkey" not in finished.stdout
    assert "Redis" not in finished.stdout


def test_a_new_migration_is_run(shop: Adopted) -> None:
    shop.pytest("-n0", "-kkept")
    revision = 'revision, down_revision = "0002", "0001"\n\n\ndef upgrade():\n    nonsense()\n'
    (shop.service / "migrations/versions/0002_news.py").write_text(revision)
    finished = shop.pytest("-n0", "-kkept")

    assert finished.returncode == 1
    assert "name 'nonsense' is not defined" in finished.stdout
