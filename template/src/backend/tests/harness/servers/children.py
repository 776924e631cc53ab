"""A server as a child process that cannot outlive the process that started it."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from backend.tests.harness.servers.contract import ServersError
from backend.tests.harness.servers.disks import full_disk_in, name_full_disk
from backend.tests.harness.servers.folders import open_file, read_file
from backend.tests.harness.servers.privileges import ServerUser

START_SECONDS = 30.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.005
PORT_ATTEMPTS = 5
PR_SET_PDEATHSIG = 1


class Child:
    """One running server, its log, and the signal that ends it in order."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: Path, port: int) -> None:
        self.name = name
        self.process = process
        self.log = log
        self.port = port

    def lost(self) -> str | None:
        if self.process.poll() is None:
            return None
        return f"{self.name} stopped by itself ({self.last_words()})"

    def last_words(self) -> str:
        said = read_file(self.log).strip()
        if line := full_disk_in(said):
            return name_full_disk(self.log.parent, line)
        lines = said.splitlines()
        return lines[-1] if lines else f"exit status {self.process.poll()}, nothing logged"

    def stop(self, in_order: signal.Signals) -> None:
        """Ask with `in_order`; after five seconds kill."""
        if self.process.poll() is None:
            self.process.send_signal(in_order)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def spawn(command: Sequence[str], log: Path, user: ServerUser) -> subprocess.Popen[bytes]:
    """Start `command` as `user`, in a session of its own, without this process's environment.

    Call it from the main thread only: Linux binds the death signal to the thread that forked.
    """
    with os.fdopen(open_file(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), "ab") as output:
        return subprocess.Popen(  # noqa: S603 -- our own command line
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=user.environment,
            cwd=log.parent,
            start_new_session=True,
            preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 -- no threads here
            **user.credentials,
        )


def die_with(parent: int) -> Callable[[], None] | None:
    """Have Linux kill the child when `parent` dies, SIGKILL included (prctl(2))."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return bind


def start_on_free_port(launch: Callable[[int], Child], ready: Callable[[Child], bool]) -> Child:
    """Launch until one is ready; another process may take a port between choice and use.

    Raises ServersError with the server's own last words.
    """
    for _ in range(PORT_ATTEMPTS):
        child = launch(free_port())
        if wait_until(ready, child):
            return child
    message = f"{child.name} does not start: {child.last_words()}"
    raise ServersError(message)


def wait_until(ready: Callable[[Child], bool], child: Child) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while child.process.poll() is None:
        if ready(child):
            return True
        if time.monotonic() > deadline:
            child.stop(signal.SIGKILL)
        time.sleep(POLL_SECONDS)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
