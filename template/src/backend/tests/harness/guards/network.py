"""Refuses connections that lead out of this machine: a test talks to its servers and to fakes."""

import ipaddress
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

# Python raises them in C, below every client library, also for DNS, UDP and `connect_ex`.
# uvloop alone goes around them; tests run on asyncio's loop, and TB503 keeps it so.
CONNECTIONS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname"}
WAY_OUT = "Let a fake of that service answer (docs/rules.md#tb104)."


class NetworkError(RuntimeError):
    """No OSError, or a client would take it for a failure of the network and try again."""

    def __init__(self, place: str) -> None:
        super().__init__(f"TB104 The test reached out to {place}, beyond its servers. {WAY_OUT}")


class Network:
    """What a test may reach while one runs, and what it tried to reach besides."""

    def __init__(self) -> None:
        self.allowed: frozenset[str] | None = None
        self.refused: list[NetworkError] = []

    def install(self) -> None:
        """Watch from now on; Python has no way to stop it, so between tests it looks away."""
        sys.addaudithook(self.watch)

    @contextmanager
    def limited_to(self, hosts: Iterable[str]) -> Iterator[None]:
        self.refused.clear()
        self.allowed = frozenset(hosts)
        try:
            yield
        finally:
            self.allowed = None

    def watch(self, event: str, details: tuple[object, ...]) -> None:
        if self.allowed is None or not event.startswith("socket."):
            return
        if event in CONNECTIONS:
            self.look_at(details[1])
        elif event in LOOKUPS:
            self.look_at(details)

    def look_at(self, address: object) -> None:
        """Raise NetworkError unless it is a Unix socket, this machine or one of the servers."""
        if not isinstance(address, tuple) or not isinstance(host := address[0], str | bytes):
            return
        name = host.decode() if isinstance(host, bytes) else host
        if not is_here(name) and name not in (self.allowed or ()):
            error = NetworkError(f"{name}:{address[1]}" if len(address) > 1 else name)
            self.refused.append(error)
            raise error


@cache
def is_here(host: str) -> bool:
    """Whether the name or the number means this machine."""
    if host in {"", "localhost", socket.gethostname()} or host.endswith(".localhost"):
        return True
    try:
        number = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return number.is_loopback or number.is_unspecified


def addresses_of(host: str) -> set[str]:
    """Return a server's name and its numbers; a connection may ask for either."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return {host}
    return {host, *(str(address[0]) for *_, address in found)}
