"""Costs of anonymous requests that are made to be expensive."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import clock_gettime

from benchmarks.figures import Chapter, Ratio, Times
from tests.harness.paths import TEMPLATE

REQUESTS = 150
KIBIBYTE = 1024
# A server between may allow 8 KiB of path and query, and 32 KiB of headers; JSON has 128 KiB.
LINE, HEAD, SMALL, LARGE = 8 * KIBIBYTE, 32 * KIBIBYTE, 16 * KIBIBYTE, 128 * KIBIBYTE
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LOGIN = "/v1/auth/login"
EXPLAINED = f"""\
CPU time of the service's process for one request, by the clock that Linux keeps for a process:
the average of {REQUESTS} requests, each on a connection of its own, to a service whose servers are
away. Each kind is made to cost as much as its size allows, and compared with an ordinary request of
that size: a login whose email is one long word, which is refused before anything is looked up. A
login that is not refused costs a hash on purpose; limits and not its size keep it in bounds."""


@dataclass(frozen=True)
class Kind:
    """A request, and the size of the ordinary one that it is held against."""

    size: int
    target: str = LOGIN
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=lambda: JSON)


def ordinary(size: int) -> Kind:
    return Kind(size, body=b'{"email":"' + b"a" * (size - 32) + b'","password":"x"}')


def fields(count: int) -> bytes:
    return b"{" + b",".join(b'"%d":1' % number for number in range(count)) + b"}"


def get(size: int, target: str = "/v1/me", headers: dict[str, str] | None = None) -> Kind:
    return Kind(size, target, None, headers or {})


KINDS = {
    "100,000 unknown fields": Kind(LARGE, body=fields(100_000)),
    "10,000 unknown fields": Kind(LARGE, body=fields(10_000)),
    "as many unknown fields as are read": Kind(LINE, body=fields(999)),
    "one field again and again": Kind(LARGE, body=b"{" + b'"a":1,' * 20_000 + b'"a":1}'),
    "an unknown field with a long name": Kind(LARGE, body=b'{"' + b"k" * (LARGE - 8) + b'":1}'),
    "a list of numbers": Kind(LARGE, body=b"[" + b"1," * (LARGE // 2 - 2) + b"1]"),
    "numbers of 4,300 digits": Kind(LARGE, body=b"[" + b",".join([b"9" * 4300] * 30) + b"]"),
    "lists in lists": Kind(LARGE, body=b"[" * (LARGE // 2) + b"]" * (LARGE // 2)),
    "objects in objects": Kind(LARGE, body=b'{"a":' * 20_000 + b"1" + b"}" * 20_000),
    "quotes without an end": Kind(LARGE, body=b'"a' * (LARGE // 2)),
    "escaped letters": Kind(LARGE, body=b'{"email":"' + b"\\u0041" * 21_000 + b'"}'),
    "JSON in UTF-16": Kind(LARGE, body=fields(6_000).decode().encode("utf-16")),
    "a form in place of JSON": Kind(LARGE, body=b"a=1&" * (LARGE // 4), headers=FORM),
    "a query of many parameters": get(LINE, f"/livez?{'a=1&' * (LINE // 4 - 2)}"),
    "a longer query": get(SMALL, f"/livez?{'a=1&' * (SMALL // 4)}"),
    "a path of many parts": get(LINE, "/a" * (LINE // 2 - 1)),
    "many headers": get(HEAD, headers={f"X-{number}": "1" * 300 for number in range(90)}),
    "more headers than are read": get(HEAD, headers={f"X-{n}": "1" for n in range(4_000)}),
    "many cookies": get(HEAD, headers={"Cookie": "; ".join(["a=1"] * 6_000)}),
    "a long token": get(HEAD, headers={"Authorization": f"Bearer {'e30' * 10_000}.e30.x"}),
    "the OpenAPI document": get(LINE, "/openapi.json"),
}


UVICORN = ("-m", "uvicorn", "--factory", "backend.runtime.main:main", "--fd")
SOURCE = TEMPLATE / "src"
ENVIRONMENT = {
    "ENVIRONMENT": "test",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "development-only-secret-key-change-me",
}


def against(size: int) -> str:
    return f"an ordinary one of {size // KIBIBYTE} KiB"


RATIOS = tuple(
    Ratio(name, against(kind.size), name, against(kind.size), at_most=10)
    for name, kind in KINDS.items()
)


def measure(_: str, rounds: int) -> Times:
    times = Times()
    sizes = sorted({kind.size for kind in KINDS.values()})
    with service() as (process, port):
        for _round in range(rounds):
            for size in sizes:
                times.add(against(size), cost(process, port, ordinary(size)))
            for name, kind in KINDS.items():
                times.add(name, cost(process, port, kind))
    return times


@contextmanager
def service(source: Path = SOURCE) -> Iterator[tuple[int, int]]:
    """Yield the process and the port of the service, as it lies in the template or elsewhere."""
    with socket.create_server(("127.0.0.1", 0)) as listening, TemporaryDirectory() as folder:
        listening.set_inheritable(True)
        descriptor = listening.fileno()
        command = (*UVICORN, str(descriptor))
        with subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": str(source)},
            pass_fds=[descriptor],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                port = listening.getsockname()[1]
                send(port, get(LINE, "/livez"))
                yield process.pid, port
            finally:
                process.kill()


def cost(process: int, port: int, kind: Kind) -> float:
    """Return the seconds of CPU that the process spends on one request of this kind."""
    send(port, kind)
    began = cpu_seconds(process)
    for _ in range(REQUESTS):
        send(port, kind)
    return (cpu_seconds(process) - began) / REQUESTS


def cpu_seconds(process: int) -> float:
    # What clock_getcpuclockid(3) returns for a process on Linux.
    return clock_gettime((~process << 3) | 2)


def send(port: int, kind: Kind) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        method = "GET" if kind.body is None else "POST"
        connection.putrequest(method, kind.target, skip_accept_encoding=True)
        for name, value in kind.headers.items():
            connection.putheader(name, value)
        if kind.body is not None:
            connection.putheader("Content-Length", str(len(kind.body)))
        connection.endheaders(kind.body)
        return len(connection.getresponse().read())
    finally:
        connection.close()


REQUEST = Chapter("Requests that are made to cost much", EXPLAINED, measure, RATIOS)
