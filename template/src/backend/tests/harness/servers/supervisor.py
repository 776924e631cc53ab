"""The process that owns the servers of a checkout and does not outlive the need for them.

Every run holds a lease: a connection that the kernel closes when the run dies, however it dies.
Without a lease the supervisor lingers, then stops the servers and itself.
"""

import contextlib
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict
from types import FrameType

from backend.tests.harness.servers.contract import Plan, Running, ServersError
from backend.tests.harness.servers.disks import full_disks_named
from backend.tests.harness.servers.engines import serve
from backend.tests.harness.servers.janitor import employ_janitor
from backend.tests.harness.servers.locks import locked, locked_if_free
from backend.tests.harness.servers.messages import LEASE, RETIRE, STATUS, STOP, receive, send
from backend.tests.harness.servers.places import CHECKOUT, Place, place_for

LOOK_SECONDS = 1.0
REQUEST_SECONDS = 5.0
BACKLOG = 128
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Supervisor:
    """Grants leases on one running pair of servers until nobody wants them any more."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.linger_seconds = 0.0
        self.leases: set[socket.socket] = set()
        self.idle_since = time.monotonic()
        self.stopping = False
        self.selector = selectors.DefaultSelector()

    def watch(self, source: socket.socket, react: Callable[[socket.socket], None]) -> None:
        self.selector.register(source, selectors.EVENT_READ, react)

    def grant(self, run: socket.socket, linger_seconds: float) -> None:
        """Keep the servers for `run`, and for so long after it as the newest run wishes."""
        self.linger_seconds = linger_seconds
        self.leases.add(run)
        self.watch(run, self.end_lease)
        self.answer(run, {"servers": asdict(self.running.servers)})

    def end_lease(self, run: socket.socket) -> None:
        """A run never speaks on its lease: whatever arrives is its end."""
        self.selector.unregister(run)
        self.leases.discard(run)
        run.close()
        self.idle_since = time.monotonic()

    def meet(self, listener: socket.socket) -> None:
        caller, _ = listener.accept()
        caller.settimeout(REQUEST_SECONDS)
        with contextlib.suppress(OSError, ValueError, KeyError):
            request = receive(caller) or {"do": STATUS}
            if request["do"] == LEASE:
                self.grant(caller, request["linger_seconds"])
            else:
                replies = {STATUS: self.report, STOP: self.stop, RETIRE: self.retire}
                replies[request["do"]](caller)

    def report(self, caller: socket.socket) -> None:
        status = {"servers": asdict(self.running.servers), "leases": len(self.leases)}
        self.answer(caller, {**status, "linger_seconds": self.linger_seconds, "pid": os.getpid()})
        caller.close()

    def stop(self, caller: socket.socket) -> None:
        self.stopping = True
        caller.close()

    def retire(self, caller: socket.socket) -> None:
        self.linger_seconds = 0
        caller.close()

    def answer(self, caller: socket.socket, message: dict[str, object]) -> None:
        with contextlib.suppress(OSError):
            send(caller, message)

    def run(self) -> None:
        """Serve until stopped, until the linger is over, or until a server is lost."""
        while not self.stopping and not self.is_over():
            if reason := self.running.lost():
                self.announce(reason)
                return
            for key, _ in self.selector.select(LOOK_SECONDS):
                key.data(key.fileobj)

    def is_over(self) -> bool:
        idle_seconds = time.monotonic() - self.idle_since
        # Nobody comes back to a checkout that was deleted.
        return not self.leases and (idle_seconds >= self.linger_seconds or not CHECKOUT.exists())

    def announce(self, reason: str) -> None:
        for run in self.leases:
            self.answer(run, {"lost": reason})


def main() -> None:
    """Serve a plan; the arguments are the plan, and the descriptor and linger of a first lease."""
    plan, first = Plan(**json.loads(sys.argv[1])), socket.socket(fileno=int(sys.argv[2]))
    for ending in ENDINGS:
        signal.signal(ending, end)
    os.chdir("/")
    place = place_for(plan)
    with employ_janitor(place) as janitor, locked(place.alive):
        try:
            sweep(place)
            with full_disks_named(place.data):
                oversee(plan, place, first, float(sys.argv[3]))
        except ServersError as error:
            send(first, {"failed": str(error)})
        except Exception:  # noqa: BLE001 -- nobody else would ever see it
            send(first, {"failed": f"The servers' supervisor broke.\n{traceback.format_exc()}"})
        finally:
            place.remove()
            # It would wait for our end, and leaving this block waits for its.
            janitor.kill()


def oversee(plan: Plan, place: Place, first: socket.socket, linger_seconds: float) -> None:
    with serve(plan) as running, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place.socket))
        listener.listen(BACKLOG)
        supervisor = Supervisor(running)
        supervisor.grant(first, linger_seconds)
        supervisor.watch(listener, supervisor.meet)
        supervisor.run()
        # From here on a run that calls must start a supervisor of its own, which waits for our end.
        place.socket.unlink(missing_ok=True)


def sweep(place: Place) -> None:
    """Remove what killed supervisors left, of this checkout and of those deleted since."""
    place.clear()
    for other in place.others():
        with locked_if_free(other.alive) as dead:
            if dead:
                other.remove()


def end(_signal: int, _frame: FrameType | None) -> None:
    """Leave by the front door, so that every server is stopped on the way out."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise SystemExit


if __name__ == "__main__":
    main()
