"""A service whose endpoint blocks the event loop in a way of the test's choosing, or does not."""

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi import FastAPI

app = FastAPI()
HASHER = PasswordHasher(time_cost=1, memory_cost=64)
HELD = threading.Lock()
HELD.acquire()


def look_up() -> None:
    socket.getaddrinfo("localhost", 80)


def look_up_a_number() -> None:
    socket.getaddrinfo("127.0.0.1", 80)


def receive() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"1")
        other.recv(1)


def receive_what_is_there() -> None:
    one, other = socket.socketpair()
    with one, other:
        for end in (one, other):
            end.settimeout(0)
        one.send(b"1")
        other.recv(1)


def block_for_a_reason() -> None:
    time.sleep(0)  # blocks: it gives other threads a turn


BLOCKERS: dict[str, tuple[Callable[[], Any], str]] = {
    "sleep": (lambda: time.sleep(0), "time.sleep"),
    "dns": (look_up, "_socket.getaddrinfo"),
    "hash": (lambda: HASHER.hash("secret"), "argon2.PasswordHasher.hash"),
    "file": (lambda: Path(__file__).read_text(encoding="utf-8"), "io.TextIOWrapper.read"),
    "process": (lambda: subprocess.run([sys.executable, "-V"], check=True), "os.read"),
    "lock": (lambda: HELD.acquire(timeout=0.001), "threading.Lock.acquire"),
    "socket": (receive, "socket.socket.sendall"),
}
HARMLESS: dict[str, Callable[[], Any]] = {
    "number": look_up_a_number,
    "socket": receive_what_is_there,
    "free-lock": lambda: threading.Lock().acquire(),
    "reason": block_for_a_reason,
    "output": lambda: print("served"),  # noqa: T201 - a log is written like this
}


@app.get("/blocks/{way}")
async def block(way: str) -> None:
    BLOCKERS[way][0]()


@app.get("/threads/{way}")
async def block_a_thread(way: str) -> None:
    await asyncio.to_thread(BLOCKERS[way][0])


@app.get("/harmless/{way}")
async def call(way: str) -> None:
    HARMLESS[way]()
