"""A server that does not start is tried again, or says why."""

import signal
from pathlib import Path

import pytest

from backend.tests.harness.servers.children import Child, spawn, start_on_free_port
from backend.tests.harness.servers.contract import ServersError
from backend.tests.harness.servers.disks import disk_of
from backend.tests.harness.servers.privileges import server_user


class Launcher:
    """Starts programs one after the other, as if each were a server on its port."""

    def __init__(self, folder: Path, *programs: str) -> None:
        self.programs = list(programs)
        self.log = folder / "server.log"
        self.ports: list[int] = []

    def __call__(self, port: int) -> Child:
        self.ports.append(port)
        command = ["sh", "-c", self.programs.pop(0)]
        return Child("The server", spawn(command, self.log, server_user()), self.log, port)

    def is_ready(self, child: Child) -> bool:
        return "ready" in self.log.read_text() and child.lost() is None


def test_a_port_that_was_taken_is_changed(tmp_path: Path) -> None:
    launch = Launcher(tmp_path, "echo port taken; exit 1", "echo ready; exec sleep 60")

    child = start_on_free_port(launch, launch.is_ready)

    assert child.port == launch.ports[1]
    child.stop(signal.SIGKILL)


def test_a_server_that_found_no_room_names_the_disk(tmp_path: Path) -> None:
    full = "echo 'PANIC:  could not write to file: No space left on device'"
    last = "echo 'LOG:  database system is shut down'; exit 1"
    launch = Launcher(tmp_path, *[f"{full}; {last}"] * 5)

    with pytest.raises(ServersError, match=rf"the disk at {disk_of(tmp_path)} is full, .*PANIC"):
        start_on_free_port(launch, launch.is_ready)


def test_a_server_that_never_starts_has_the_last_word(tmp_path: Path) -> None:
    launch = Launcher(tmp_path, *["echo no such locale; exit 1"] * 5)

    with pytest.raises(ServersError, match="The server does not start: no such locale"):
        start_on_free_port(launch, launch.is_ready)
