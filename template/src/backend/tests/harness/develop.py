"""Runs the service, or one command, beside PostgreSQL and Redis that keep their data.

`python -m backend.tests.harness.develop` migrates and serves until Ctrl-C. With words after it,
it runs those as a module instead, in an environment that leads to the same two servers. No other
URL counts, exported or in .env, unless `--on environment` comes first.
"""

import asyncio
import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from backend.core.settings import SettingsError
from backend.tests.harness.development import (
    development_data,
    named_servers,
    plan_for_development,
    without_addresses,
)
from backend.tests.harness.servers.contract import ServersError
from backend.tests.harness.servers.leases import acquire
from backend.tests.harness.servers.places import CHECKOUT, SOURCE

HOST = "127.0.0.1"
FIRST_PORT, PORTS, LAST_PORT = 8000, 1000, 65535
DATABASE = "backend"
ON, OWN, ENVIRONMENT = "--on", "own", "environment"
MIGRATE = ("alembic", "upgrade", "head")
SERVE = ("uvicorn", "--factory", "backend.runtime.main:main", "--reload", "--reload-dir", "src")
INTERRUPTED = 130


def main() -> int:
    """Return the command's exit status, or 1 after one sentence on what is missing."""
    chosen, *command = sys.argv[2:] if sys.argv[1:2] == [ON] else [OWN, *sys.argv[1:]]
    try:
        with environment(chosen) as leading_to_servers:
            if command:
                return run(command, leading_to_servers)
            return run(MIGRATE, leading_to_servers) or serve(leading_to_servers)
    except (ServersError, SettingsError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


@contextmanager
def environment(chosen: str) -> Iterator[dict[str, str]]:
    """Yield an environment with this checkout's own servers, or with those that it names.

    Raises ServersError and SettingsError.
    """
    if chosen == ENVIRONMENT:
        say(named_servers())
        yield dict(os.environ)
    elif chosen == OWN:
        with own_servers() as addresses:
            yield {**without_addresses(os.environ), **addresses}
    else:
        message = f"ON={chosen} names no servers: leave it out for this checkout's own servers,"
        raise ServersError(f"{message} or type ON={ENVIRONMENT}.")


@contextmanager
def own_servers() -> Iterator[dict[str, str]]:
    lease = acquire(plan_for_development())
    try:
        development_data().remember(lease.servers.engine)
        say(str(lease.servers))
        database_url = asyncio.run(development_database(lease.servers.postgres_url))
        yield {"DATABASE_URL": database_url, "REDIS_URL": f"{lease.servers.redis_url}/0"}
    finally:
        lease.close_and_wait()


async def development_database(server_url: str) -> str:
    connection = await asyncpg.connect(server_url)
    try:
        with suppress(asyncpg.DuplicateDatabaseError):
            await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close()
    return make_url(server_url).set(database=DATABASE).render_as_string(hide_password=False)


def serve(environment: dict[str, str]) -> int:
    port = chosen_port() or port_of(CHECKOUT)
    if is_taken(port):
        raise ServersError(f"Port {port} is taken: stop what listens there, or set PORT.")
    say(f"API on http://{HOST}:{port}, its documentation on /docs; Ctrl-C stops everything.")
    return run((*SERVE, "--host", HOST, "--port", str(port)), environment)


def chosen_port() -> int | None:
    """Return PORT of the environment, if it is set. Raises ServersError where it is no port."""
    chosen = os.environ.get("PORT")
    if not chosen:
        return None
    if not chosen.isdecimal() or not 0 < int(chosen) <= LAST_PORT:
        raise ServersError(f"PORT={chosen} is no port: take a number from 1 to {LAST_PORT}.")
    return int(chosen)


def port_of(checkout: Path) -> int:
    """Return a port of the checkout's own, so that several can serve at once."""
    digest = hashlib.sha256(str(checkout).encode()).digest()
    return FIRST_PORT + int.from_bytes(digest[:4]) % PORTS


def is_taken(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex((HOST, port)) == 0


def run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a module and wait for its end, also when we are told to end."""
    # The terminal interrupts both of us; interrupted twice, uvicorn would not finish its requests.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    process = subprocess.Popen(  # noqa: S603 -- the developer's own command line
        [sys.executable, "-m", *command],
        cwd=CHECKOUT,
        env={**environment, "PYTHONPATH": str(SOURCE)},
        preexec_fn=restore_interrupt,  # noqa: PLW1509 -- no threads here
    )
    signal.signal(signal.SIGTERM, lambda number, _: process.send_signal(number))
    return process.wait()


def restore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
