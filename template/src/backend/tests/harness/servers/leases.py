"""A run's hold on the servers: the supervisor keeps them up as long as it is open."""

import json
import os
import socket
import sys
import time
from contextlib import closing, suppress
from dataclasses import asdict, dataclass

from backend.tests.harness.servers.contract import Plan, Servers, ServersError
from backend.tests.harness.servers.disks import full_disks_named
from backend.tests.harness.servers.locks import locked
from backend.tests.harness.servers.messages import LEASE, RETIRE, STATUS, Message, receive, send
from backend.tests.harness.servers.places import SOURCE, Place, place_for

START_SECONDS = 180.0
ANSWER_SECONDS = 10.0
POLL_SECONDS = 0.02
SUPERVISOR = "backend.tests.harness.servers.supervisor"


@dataclass(frozen=True)
class Lease:
    """The servers, and the connection that keeps them; the kernel closes it when we die."""

    servers: Servers
    connection: socket.socket
    place: Place

    def lost(self, patience_seconds: float) -> str | None:
        """Return why the servers are gone, or None where nothing is heard of it in that time."""
        self.connection.settimeout(patience_seconds)
        try:
            message = receive(self.connection)
        except (BlockingIOError, TimeoutError):
            return None
        except OSError:
            message = None
        return str(message["lost"]) if message else "their supervisor is gone"

    def close(self) -> None:
        self.connection.close()

    def close_and_wait(self) -> None:
        """Return when the servers have stopped, unless somebody else still holds a lease."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(ANSWER_SECONDS)
            receive(self.connection)
        self.close()
        wait_until_stopped(self.place)


def acquire(plan: Plan, linger_seconds: float = 0) -> Lease:
    """Share the running pair of `plan`, or start it. Raises ServersError.

    The servers outlive the last lease by the `linger_seconds` of the newest.
    """
    place = place_for(plan)
    with full_disks_named(place.folder), locked(place.lock):
        try:
            return joined(place, linger_seconds) or started(plan, place, linger_seconds)
        except ServersError:
            place.lock.unlink(missing_ok=True)
            raise


def acquire_running(plan: Plan, linger_seconds: float = 0) -> Lease | None:
    """Share the running pair of `plan` if there is one."""
    return joined(place_for(plan), linger_seconds)


def joined(place: Place, linger_seconds: float) -> Lease | None:
    connection = call(place, LEASE, linger_seconds=linger_seconds)
    if connection is None:
        return None
    answer = receive(connection)
    return Lease(Servers(**answer["servers"]), connection, place) if answer else None


def started(plan: Plan, place: Place, linger_seconds: float) -> Lease:
    for older in place.older():
        tell(older, RETIRE)
    ours, theirs = socket.socketpair()
    ours.settimeout(START_SECONDS)
    with theirs:
        spawn(plan, place, theirs, linger_seconds)
    try:
        return Lease(servers_in(receive(ours), place), ours, place)
    except BaseException:
        ours.close()
        raise


def spawn(plan: Plan, place: Place, lease: socket.socket, linger_seconds: float) -> None:
    """Start a supervisor that is nobody's child in practice: a session and a log of its own."""
    lease.set_inheritable(True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    arguments = ["-P", "-m", SUPERVISOR, json.dumps(asdict(plan))]
    os.posix_spawn(
        sys.executable,
        [sys.executable, *arguments, str(lease.fileno()), str(linger_seconds)],
        {**os.environ, "PYTHONPATH": str(SOURCE)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(place.log), flags, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def servers_in(answer: Message | None, place: Place) -> Servers:
    if answer is None:
        message = f"The servers' supervisor ended before they were up. {last_words(place)}"
        raise ServersError(message)
    if "failed" in answer:
        raise ServersError(answer["failed"])
    return Servers(**answer["servers"])


def last_words(place: Place) -> str:
    with suppress(FileNotFoundError):
        return place.log.read_text(errors="replace").strip()
    return "It left no log."


def call(place: Place, request: str, **details: float) -> socket.socket | None:
    """Return a connection on which `request` was made, or None where nobody listens."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(ANSWER_SECONDS)
    try:
        connection.connect(str(place.socket))
        send(connection, {"do": request, **details})
    except OSError:
        connection.close()
        return None
    return connection


def tell(place: Place, request: str) -> None:
    """Make a request that is not answered."""
    with closing(call(place, request) or socket.socket()):
        pass


def wait_until_stopped(place: Place) -> None:
    """Return when the supervisor has ended, or when a run holds a lease on it."""
    while place.alive.exists() and not is_leased(place):
        time.sleep(POLL_SECONDS)


def is_leased(place: Place) -> bool:
    with closing(call(place, STATUS) or socket.socket()) as connection:
        with suppress(OSError):
            status = receive(connection)
            return bool(status and status["leases"])
        return False
