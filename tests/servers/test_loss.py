"""Servers that die in the middle of a run end it soon, with one sentence."""

from pathlib import Path

import pytest

from tests.harness.proxies import REAL_SOCKET, open_door
from tests.harness.runs import ENDLESS, ENGINES, Bench

SOCKET_FOR_RYUK = "TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE"
OUTLIVING = f"{ENDLESS}::test_that_outlives_its_servers"
LATER = "src/backend/tests/test_probe.py"
DOCKER = [engine for engine in ENGINES if engine == "docker"]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_says_that_its_servers_died(embedded: Bench, workers: str) -> None:
    running = embedded.start("-n", workers)

    embedded.kill(*embedded.servers())
    said, _ = running.communicate()

    assert b"The servers are gone: PostgreSQL stopped by itself" in said


@pytest.mark.parametrize("later", [(), (LATER,)], ids=["last", "first"])
def test_a_test_that_ends_later_says_so_too(embedded: Bench, later: tuple[str, ...]) -> None:
    running = embedded.start("-p", "no:randomly", tests=(OUTLIVING, *later))

    embedded.kill(*embedded.servers())
    said, _ = running.communicate()

    assert b"The servers are gone: PostgreSQL stopped by itself" in said


@pytest.mark.parametrize("engine", DOCKER)
def test_a_run_says_that_docker_died(small_service: Path, tmp_path: Path, engine: str) -> None:
    with open_door(tmp_path / "docker.sock") as door:
        host = {"DOCKER_HOST": f"unix://{door.path}", SOCKET_FOR_RYUK: REAL_SOCKET}
        bench = Bench(small_service, tmp_path, engine, host)
        running = bench.start()

        door.shut()
        bench.kill_containers()
        said, _ = running.communicate()

    assert b"The servers are gone: Docker no longer answers" in said
