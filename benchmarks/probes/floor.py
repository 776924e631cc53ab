"""The least that a cold start can take: both servers by the shortest way, then the migrations."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import perf_counter, sleep

from backend.tests.harness.configuration import plan_for_tests
from backend.tests.harness.servers import embedded
from backend.tests.harness.servers.contract import Plan
from backend.tests.harness.servers.probes import postgres_version, redis_version
from backend.tests.harness.servers.tuning import (
    initdb_options,
    postgres_options,
    postgres_url,
    redis_options,
)

POLL_SECONDS = 0.01
HOST, PASSWORD = "127.0.0.1", "only-for-a-moment"
OTHER_SETTINGS = {"REDIS_URL": "redis://nowhere", "SECRET_KEY": "x" * 32}


@contextmanager
def containers(plan: Plan) -> Iterator[str]:
    with ThreadPoolExecutor() as pool:
        first, second = pool.map(start, (postgres_of(plan), redis_of(plan)), (5432, 6379))
    url = postgres_url(HOST, port_of(first, 5432), PASSWORD)
    redis_port = port_of(second, 6379)
    wait(lambda: postgres_version(url))
    wait(lambda: redis_version(HOST, redis_port, PASSWORD))
    yield url
    docker("rm", "--force", "--volumes", first, second)


def postgres_of(plan: Plan) -> list[str]:
    major = plan.postgres_major or 18
    variables = {
        "PGDATA": f"/testbed/{major}",
        "POSTGRES_USER": "testbed",
        "POSTGRES_PASSWORD": PASSWORD,
        "POSTGRES_DB": "postgres",
        "POSTGRES_INITDB_ARGS": " ".join(initdb_options(major, durable=False)),
    }
    options = [part for name, value in variables.items() for part in ("--env", f"{name}={value}")]
    command = ["postgres", *postgres_options(durable=False)]
    return ["--tmpfs", "/testbed", *options, plan.postgres_image, *command]


def redis_of(plan: Plan) -> list[str]:
    return [plan.redis_image, "redis-server", *redis_options(PASSWORD, durable=False)]


def start(container: Sequence[str], port: int) -> str:
    return docker("run", "--detach", "--rm", "--publish", str(port), *container)


def port_of(container: str, port: int) -> int:
    return int(docker("port", container, str(port)).split()[0].rpartition(":")[2])


def docker(*words: str) -> str:
    command = ["docker", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def processes(plan: Plan) -> Iterator[str]:
    with embedded.serve(plan) as running:
        yield running.servers.postgres_url


def wait(answer: Callable[[], str | None]) -> None:
    while answer() is None:
        sleep(POLL_SECONDS)


def migrate(url: str) -> None:
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    environment = {**os.environ, **OTHER_SETTINGS, "DATABASE_URL": url}
    subprocess.run(command, check=True, capture_output=True, env=environment)


def main() -> float:
    """Return the seconds until both are done."""
    plan = plan_for_tests()
    serve = containers if plan.engine == "docker" else processes
    began = perf_counter()
    with serve(plan) as url:
        migrate(url)
        return perf_counter() - began


if __name__ == "__main__":
    sys.stdout.write(f"{main()}\n")
