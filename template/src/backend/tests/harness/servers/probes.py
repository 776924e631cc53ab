"""Asks a starting server who it is; the answer is also the proof that it serves."""

import asyncio
import re
import socket
from collections.abc import Mapping

import asyncpg

PROBE_SECONDS = 2.0
NAMES = {"valkey": "Valkey", "redis": "Redis"}


def redis_version(host: str, port: int, password: str) -> str | None:
    """Return for example "Redis 8.4.1" or "Valkey 9.1.2", or None while nobody answers.

    Speaks the protocol itself: the client library takes longer to import than Redis to start.
    """
    try:
        with socket.create_connection((host, port), PROBE_SECONDS) as connection:
            login = f"AUTH {password}\r\n" if password else ""
            connection.sendall(f"{login}INFO server\r\nQUIT\r\n".encode())
            answer = connection.makefile("rb").read().decode()
    except OSError:
        return None
    return named(dict(re.findall(r"^(\w+_version):(\S+)", answer, re.MULTILINE)))


def named(about: Mapping[str, str]) -> str | None:
    """Return the name and the version of a server that said this of itself to INFO."""
    versions = {NAMES[name]: about.get(f"{name}_version") for name in NAMES}
    return next((f"{name} {version}" for name, version in versions.items() if version), None)


def postgres_version(url: str) -> str | None:
    """Return for example "18.6", or None while nobody answers SQL."""
    return asyncio.run(asked_version(url))


async def asked_version(url: str) -> str | None:
    try:
        connection = await asyncpg.connect(url, timeout=PROBE_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return None
    try:
        version: str = await connection.fetchval("SHOW server_version")
        return version.partition(" ")[0]
    finally:
        await connection.close()
