"""The engine for machines with Docker: two containers, started by Testcontainers.

Its ready-made classes for both servers import SQLAlchemy and a Redis client, for which a cold
start would wait half a second; and they wait for a server in steps of a second.
"""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from docker.errors import DockerException
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer, Reaper
from testcontainers.core.docker_client import DockerClient

from backend.tests.harness.servers.bridges import address_of
from backend.tests.harness.servers.contract import Plan, Servers, ServersError
from backend.tests.harness.servers.disks import full_disk_in
from backend.tests.harness.servers.passwords import password_of
from backend.tests.harness.servers.places import place_for
from backend.tests.harness.servers.probes import postgres_version, redis_version
from backend.tests.harness.servers.tuning import (
    ROLE,
    initdb_options,
    postgres_options,
    postgres_url,
    redis_options,
)

LABEL = "testbed.place"
# The SDK hands on what `requests` raises, and all of that is an OSError.
FAILURES = (DockerException, OSError)
REAPER_IS_WANTED = not testcontainers_config.ryuk_disabled
# Each container would wait for Ryuk before it starts.
testcontainers_config.ryuk_disabled = True
START_SECONDS = 60.0
POLL_SECONDS = 0.02
NEWEST_MAJOR = 18
POSTGRES_PORT, REDIS_PORT = 5432, 6379
# Not the images' own volumes, which Docker would put on a disk.
POSTGRES_DATA = "/testbed"
REDIS_DATA = "/data"


@dataclass(frozen=True)
class Containers:
    """Both servers and the containers that they run in."""

    servers: Servers
    containers: tuple[DockerContainer, ...]

    def lost(self) -> str | None:
        try:
            states = [self.state_of(container) for container in self.containers]
        except FAILURES as error:
            return f"Docker no longer answers ({error})"
        return next((state for state in states if state), None)

    def state_of(self, container: DockerContainer) -> str | None:
        wrapped = container.get_wrapped_container()
        wrapped.reload()
        if wrapped.status == "running":
            return None
        return f"{container.image} is {wrapped.status} ({last_words(container)})"


@contextmanager
def serve(plan: Plan) -> Iterator[Containers]:
    """Run both servers in containers. Raises ServersError where Docker cannot."""
    remove_leftovers(plan)
    with ExitStack() as running:
        running.callback(Reaper.delete_instance)
        try:
            containers = started(plan, running)
        except FAILURES as error:
            images = " and ".join(filter(None, (plan.postgres_image, plan.redis_image)))
            message = f"Docker cannot run {images}: {error}"
            raise ServersError(message) from error
        yield containers


def started(plan: Plan, running: ExitStack) -> Containers:
    password = password_for(plan)
    postgres = postgres_container(plan, password)
    redis = redis_container(plan, password) if plan.redis_image else None
    containers = (postgres, redis) if redis else (postgres,)
    for container in containers:
        running.callback(container.stop)
    with ThreadPoolExecutor() as starters:
        reaper = starters.submit(start_reaper)
        list(starters.map(DockerContainer.start, containers))
        servers = addresses(postgres, redis, password)
        reaper.result()
    return Containers(servers, containers)


def start_reaper() -> None:
    """Start Ryuk, which removes the containers when we die; beside them it costs no time."""
    if REAPER_IS_WANTED:
        Reaper.get_instance()


def postgres_container(plan: Plan, password: str) -> DockerContainer:
    major = plan.postgres_major or NEWEST_MAJOR
    environment = {
        "POSTGRES_USER": ROLE,
        "POSTGRES_PASSWORD": password,
        "POSTGRES_DB": "postgres",
        "POSTGRES_INITDB_ARGS": " ".join(initdb_options(major, durable=plan.durable)),
        "PGDATA": f"{POSTGRES_DATA}/{major}",
    }
    container = DockerContainer(plan.postgres_image, env=environment, ports=[POSTGRES_PORT])
    container.with_command(["postgres", *postgres_options(durable=plan.durable)])
    return keep(container, POSTGRES_DATA, plan, f"postgres-{major}")


def redis_container(plan: Plan, password: str) -> DockerContainer:
    container = DockerContainer(plan.redis_image, ports=[REDIS_PORT])
    container.with_command(["redis-server", *redis_options(password, durable=plan.durable)])
    return keep(container, REDIS_DATA, plan, "redis")


def keep(container: DockerContainer, path: str, plan: Plan, name: str) -> DockerContainer:
    """Put the data at `path` in memory, or in a named volume where they must outlive us."""
    container.with_kwargs(labels={LABEL: place_for(plan).name})
    if plan.data is None:
        return container.with_tmpfs_mount(path)
    owner = hashlib.sha256(plan.data.encode()).hexdigest()[:12]
    return container.with_volume_mapping(f"testbed-{owner}-{name}", path, "rw")


def addresses(postgres: DockerContainer, redis: DockerContainer | None, password: str) -> Servers:
    """Wait until all answer. Raises ServersError after a minute."""
    url = postgres_url(*address_of(postgres, POSTGRES_PORT), password)
    redis_url, redis_named = address_of_redis(redis, password) if redis else ("", "")
    return Servers(
        engine="docker",
        postgres_url=url,
        postgres_version=answer_of(postgres, lambda: postgres_version(url)),
        redis_url=redis_url,
        redis_version=redis_named,
    )


def address_of_redis(redis: DockerContainer, password: str) -> tuple[str, str]:
    """Return its URL, and its name with its version."""
    host, port = address_of(redis, REDIS_PORT)
    named = answer_of(redis, lambda: redis_version(host, port, password))
    return f"redis://:{password}@{host}:{port}", named


def answer_of(container: DockerContainer, ask: Callable[[], str | None]) -> str:
    deadline = time.monotonic() + START_SECONDS
    while (answer := ask()) is None:
        exited = container.get_wrapped_container().status == "exited"
        if exited or time.monotonic() > deadline:
            raise ServersError(f"{container.image} does not answer: {last_words(container)}")
        time.sleep(POLL_SECONDS)
        container.get_wrapped_container().reload()
    return answer


def last_words(container: DockerContainer) -> str:
    output = b"".join(container.get_logs()).decode(errors="replace").strip()
    if line := full_disk_in(output):
        return f"its disk, or the memory that Docker has for it, is full ({line}): make room there"
    return output.splitlines()[-1] if output else "nothing logged"


def password_for(plan: Plan) -> str:
    """Return a new password, or the one that the kept data were made with."""
    if plan.data is None:
        return secrets.token_hex(16)
    return password_of(Path(plan.data))


def remove_leftovers(plan: Plan) -> None:
    """Remove the containers of a supervisor of ours that was killed, before Ryuk gets to them."""
    label = f"{LABEL}={place_for(plan).name}"
    try:
        client = DockerClient().client
        for container in client.containers.list(all=True, filters={"label": label}):
            container.remove(force=True, v=True)
        client.close()
    except FAILURES as error:
        raise ServersError(why_not(error)) from error


def why_not(error: Exception) -> str:
    if "Permission denied" in str(error):
        return (
            "Docker's socket refuses this user: join the group that owns it, "
            "or set TESTBED_ENGINE=embedded to do without."
        )
    return "Docker does not answer: start it, or set TESTBED_ENGINE=embedded to do without."
