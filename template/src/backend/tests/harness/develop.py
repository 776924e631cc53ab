"""Runs the service, or one command, beside PostgreSQL and Redis that keep their data.

`python -m backend.tests.harness.develop` migrates and serves until Ctrl-C. With words after it,
it runs those as a module instead, in an environment that leads to the same two servers.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress

import asyncpg
from sqlalchemy import make_url

from backend.tests.harness.development import development_data, plan_for_development
from backend.tests.harness.servers.contract import ServersError
from backend.tests.harness.servers.leases import acquire
from backend.tests.harness.servers.places import CHECKOUT, SOURCE

HOST = "127.0.0.1"
DEFAULT_PORT = "8000"
DATABASE = "backend"
ADDRESSES = ("DATABASE_URL", "REDIS_URL")
MIGRATE = ("alembic", "upgrade", "head")
SERVE = ("uvicorn", "--factory", "backend.runtime.main:main", "--reload", "--reload-dir", "src")
INTERRUPTED = 130


def main() -> int:
    """Return the command's exit status, or 1 after one sentence on what is missing."""
    try:
        with environment() as leading_to_servers:
            if command := sys.argv[1:]:
                return run(command, leading_to_servers)
            return run(MIGRATE, leading_to_servers) or serve(leading_to_servers)
    except ServersError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """Yield an environment with this checkout's own servers, or with those it names already."""
    if all(os.environ.get(address) for address in ADDRESSES):
        yield dict(os.environ)
        return
    lease = acquire(plan_for_development())
    try:
        development_data().remember(lease.servers.engine)
        say(str(lease.servers))
        database_url = asyncio.run(development_database(lease.servers.postgres_url))
        redis_url = f"{lease.servers.redis_url}/0"
        yield {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url}
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
    port = os.environ.get("PORT") or DEFAULT_PORT
    if is_taken(int(port)):
        raise ServersError(f"Port {port} is taken: stop what listens there, or set PORT.")
    say(f"API on http://{HOST}:{port}, its documentation on /docs; Ctrl-C stops everything.")
    return run((*SERVE, "--host", HOST, "--port", port), environment)


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
