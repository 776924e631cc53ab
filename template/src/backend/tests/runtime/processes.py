"""The service as a process of its own, started the way a server starts it."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from backend.tests.harness.servers.children import die_with
from backend.tests.harness.servers.places import SOURCE

# Port 0: the kernel chooses a free one, and uvicorn says which.
COMMAND = (sys.executable, "-m", "uvicorn", "--port", "0", "--factory")
MAIN = "backend.runtime.main:main"
LISTENS = "running on http://"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass
class Service:
    """A running service, and all that it has written so far."""

    process: subprocess.Popen[str]
    log: str = ""

    def url(self) -> str:
        """Read on until the service says where it listens."""
        self.until(LISTENS)
        found = ADDRESS.search(self.log)
        assert found is not None
        return found[0]

    def send(self, request: str) -> socket.socket:
        """Send the beginning of a request, and leave the connection open."""
        url = urlsplit(self.url())
        connection = socket.create_connection((url.hostname, url.port))
        connection.sendall(request.encode())
        return connection

    def until(self, text: str) -> None:
        """Read on until the service writes this."""
        assert self.process.stdout is not None
        while text not in self.log:
            line = self.process.stdout.readline()
            assert line, f"The service ended before {text!r}:\n{self.log}"
            self.log += line

    def stop(self) -> None:
        self.process.terminate()
        self.end()

    def end(self) -> int:
        rest, _ = self.process.communicate()
        self.log += rest
        return self.process.returncode


@contextmanager
def service_in(
    folder: Path, environment: dict[str, str], factory: str = MAIN, *options: str
) -> Iterator[Service]:
    """Start the service in `folder`, with nothing in its environment but `environment`."""
    with subprocess.Popen(  # noqa: S603 - our own command line
        (*COMMAND, factory, *options),
        cwd=folder,
        env={**environment, "PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 - no threads here
    ) as process:
        try:
            yield Service(process)
        finally:
            process.kill()


@asynccontextmanager
async def running_service(folder: Path, environment: dict[str, str]) -> AsyncIterator[str]:
    """Yield the URL of a service whose log is read all the time, so that it never waits for us."""
    with service_in(folder, environment) as service:
        url = service.url()
        reading = asyncio.create_task(asyncio.to_thread(service.end))
        yield url
        service.process.terminate()
        await reading


@contextmanager
def unchanged_signals() -> Iterator[None]:
    """Take back what is done meanwhile about the signals that end a process."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            asyncio.get_running_loop().remove_signal_handler(number)
            signal.signal(number, handler)
