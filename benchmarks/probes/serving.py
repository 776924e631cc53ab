"""CPU time of one request to the service, and to the least that answers the same."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import Thread
from time import clock_gettime
from typing import Any, cast

from backend.core.database import create_sessionmaker
from backend.tests.apps.accounts.factories import UserFactory
from backend.tests.apps.accounts.sign_in import bearer
from backend.tests.harness.configuration import plan_for_tests
from backend.tests.harness.persistence import Persist
from backend.tests.harness.servers.leases import acquire
from backend.tests.harness.settings import settings_for_tests
from backend.tests.harness.worker import open_worker
from backend.tests.harness.workers import environment_of

BLOCKS, REQUESTS = 12, 30
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
OURS = ("--factory", "backend.runtime.main:main")
BARE = ("backend.tests.bench.bare_service:app",)
SERVICES: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "the service": (OURS, {}),
    "bare FastAPI": (BARE, {"PING": "1"}),
    "bare FastAPI without a ping": (BARE, {}),
}


@dataclass(frozen=True)
class Kind:
    method: str
    path: str
    body: bytes | None = None
    status: int = 200


KINDS = {
    "me": Kind("GET", "/v1/me"),
    "an insert": Kind("POST", "/v1/organizations", b'{"name":"Ada and daughters"}', 201),
    "health": Kind("GET", "/livez"),
    "a 422": Kind("POST", "/v1/auth/login", b'{"email":"nobody","password":"x"}', 422),
}


@dataclass
class Served:
    """A process that serves, what its requests carry, and the CPU time that it took for them."""

    pid: int
    port: int
    headers: Mapping[str, str]
    seconds: dict[str, float] = field(default_factory=dict)

    def answer(self, name: str, kind: Kind) -> None:
        """Add what so many requests on one connection cost."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.ask(connection, kind)
        began = self.cpu_seconds()
        for _ in range(REQUESTS):
            self.ask(connection, kind)
        self.seconds[name] = self.seconds.get(name, 0) + self.cpu_seconds() - began
        connection.close()

    def ask(self, connection: HTTPConnection, kind: Kind) -> None:
        connection.request(kind.method, kind.path, kind.body, dict(self.headers))
        answer = connection.getresponse()
        assert (answer.read(), answer.status)[1] == kind.status

    def cpu_seconds(self) -> float:
        # What clock_getcpuclockid(3) returns for a process on Linux.
        return clock_gettime((~self.pid << 3) | 2)


@contextmanager
def serving(
    command: tuple[str, ...], environment: Mapping[str, str], headers: Mapping[str, str]
) -> Iterator[Served]:
    with subprocess.Popen(
        (sys.executable, "-m", "uvicorn", "--port", "0", *command),
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Served(process.pid, port_of(process), headers)
        finally:
            process.kill()


def port_of(process: "subprocess.Popen[str]") -> int:
    # uvicorn opens the socket itself: on one that is handed over, Nagle's algorithm delays answers.
    assert process.stdout is not None
    port = next(int(found[1]) for line in process.stdout if (found := ADDRESS.search(line)))
    # A log that nobody reads would stop the process once the pipe is full.
    Thread(target=process.stdout.read, daemon=True).start()
    return port


def measured(environment: Mapping[str, str], token: str) -> dict[str, float]:
    """Return the seconds of CPU for one request of each kind, by service."""
    headers = {"Authorization": token, "Content-Type": "application/json"}
    with ExitStack() as stack:
        services = {
            name: stack.enter_context(serving(command, {**environment, **more}, headers))
            for name, (command, more) in SERVICES.items()
        }
        for _ in range(BLOCKS):
            for name, kind in KINDS.items():
                for served in services.values():
                    served.answer(name, kind)
    count = BLOCKS * REQUESTS
    return {
        f"{name}, {service}": served.seconds[name] / count
        for name in KINDS
        for service, served in services.items()
    }


async def main() -> dict[str, float]:
    servers = acquire(plan_for_tests(), linger_seconds=600).servers
    async with open_worker(servers, 0) as worker:
        user = await Persist(create_sessionmaker(worker.engine))(UserFactory.build())
        environment = environment_of(settings_for_tests(), worker.settings)
        token = bearer(cast("Any", settings_for_tests()), user)
        return await asyncio.to_thread(measured, environment, token)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main())))
