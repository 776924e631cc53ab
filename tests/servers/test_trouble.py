"""What goes wrong outside a run ends it with one sentence, or does not end it at all."""

import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.harness.commands import run
from tests.harness.limits import with_shared_memory, without_privileges
from tests.harness.runs import Bench

# What initdb needs, and hardly more: the copies of the template find no room.
FILES_OF_A_SERVER = 1_250
FILL_AND_CLEAR = """
from pathlib import Path
from backend.tests.harness.servers.places import SHARED_MEMORY, Place
place = Place(Path.cwd(), "filled")
place.data.mkdir(parents=True)
(SHARED_MEMORY / "of-others").write_bytes(bytes(100 * 2**20))
place.clear()
print([*SHARED_MEMORY.glob("*/filled")])
"""


def test_little_shared_memory_is_left_alone(embedded: Bench) -> None:
    small = replace(embedded, around=with_shared_memory("size=40m"))

    finished = small.pytest()

    assert finished.returncode == 0, finished.stdout


def test_rows_are_cleared_from_memory_that_others_filled(embedded: Bench) -> None:
    command = (*with_shared_memory("size=600m"), sys.executable, "-c", FILL_AND_CLEAR)

    left = run(*command, cwd=embedded.service, environment=embedded.environment)

    assert left.strip() == "[]"


def test_servers_that_find_no_room_say_so(embedded: Bench) -> None:
    full = replace(embedded, around=with_shared_memory("nr_inodes=50"))

    finished = full.pytest()

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert "PostgreSQL cannot make its data folder" in finished.stderr
    assert "the disk at /dev/shm is full" in finished.stderr
    assert "No space left on device" in finished.stderr
    assert "Traceback" not in finished.stdout + finished.stderr


def test_a_disk_that_fills_up_ends_the_run(embedded: Bench) -> None:
    full = replace(embedded, around=with_shared_memory(f"nr_inodes={FILES_OF_A_SERVER}"))

    finished = full.pytest()

    assert finished.returncode == pytest.ExitCode.TESTS_FAILED
    assert "The servers' disk is full: make room at /dev/shm" in finished.stdout


def test_a_socket_without_permission_is_named(embedded: Bench, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as closed:
        closed.bind(str(tmp_path / "docker.sock"))
        (tmp_path / "docker.sock").chmod(0)
        host = {"DOCKER_HOST": f"unix://{tmp_path}/docker.sock"}
        refused = replace(embedded, engine="docker", more=host, around=without_privileges())

        finished = refused.pytest()

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert "Docker's socket refuses this user" in finished.stderr
