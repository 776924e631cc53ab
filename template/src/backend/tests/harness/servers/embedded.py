"""The engine for machines without Docker: the same servers as processes of this one."""

import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.tests.harness.servers.children import Child
from backend.tests.harness.servers.contract import Plan, Servers
from backend.tests.harness.servers.folders import own_folder, own_folder_among_others
from backend.tests.harness.servers.local_postgres import LocalPostgres
from backend.tests.harness.servers.local_redis import LocalRedis
from backend.tests.harness.servers.passwords import password_of
from backend.tests.harness.servers.places import place_for
from backend.tests.harness.servers.privileges import ServerUser, server_user
from backend.tests.harness.servers.probes import redis_version
from backend.tests.harness.servers.programs import find_postgres, find_redis, major_of, version_of
from backend.tests.harness.servers.staging import within_reach
from backend.tests.harness.servers.tuning import postgres_url


@dataclass(frozen=True)
class LocalServers:
    """Both servers and the processes that they are."""

    servers: Servers
    children: tuple[Child, ...]

    def lost(self) -> str | None:
        reasons = (child.lost() for child in self.children)
        return next((reason for reason in reasons if reason), None)


@contextmanager
def serve(plan: Plan) -> Iterator[LocalServers]:
    """Run both servers as children of this process. Raises ServersError."""
    user = server_user()
    copies = place_for(plan).programs
    programs = within_reach(find_postgres(plan.postgres_major) / "postgres", user, copies).parent
    with data_folder(plan, user) as folder, ExitStack() as running:
        password = password_of(folder)
        redis = started_redis(plan, folder, user, running) if plan.redis_image else None
        postgres = LocalPostgres(programs, folder, user, plan.durable).start()
        running.callback(postgres.stop, signal.SIGINT if plan.durable else signal.SIGQUIT)
        version = version_of(programs / "postgres")
        redis_url, redis_named = address_of(redis, password) if redis else ("", "")
        yield LocalServers(
            Servers(
                engine="embedded",
                postgres_url=postgres_url("127.0.0.1", postgres.port, password),
                postgres_version=version,
                redis_url=redis_url,
                redis_version=redis_named,
                note=note_on(version, plan),
            ),
            (redis, postgres) if redis else (postgres,),
        )


def started_redis(plan: Plan, folder: Path, user: ServerUser, running: ExitStack) -> Child:
    program = within_reach(find_redis(), user, place_for(plan).programs)
    redis = LocalRedis(program, folder, password_of(folder), user, plan.durable).start()
    running.callback(redis.stop, signal.SIGTERM if plan.durable else signal.SIGKILL)
    return redis


def address_of(redis: Child, password: str) -> tuple[str, str]:
    """Return its URL, and its name with its version."""
    named = redis_version("127.0.0.1", redis.port, password) or "Redis"
    return f"redis://:{password}@127.0.0.1:{redis.port}", named


@contextmanager
def data_folder(plan: Plan, user: ServerUser) -> Iterator[Path]:
    """Yield a folder that only the servers' user may enter; one for tests is gone afterwards."""
    folder = Path(plan.data) if plan.data else place_for(plan).data
    if plan.data:
        folder.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    else:
        own_folder_among_others(folder.parent, mode=0o711)
    user.own(own_folder(folder, owner=user.uid))
    try:
        yield folder
    finally:
        if not plan.durable:
            shutil.rmtree(folder, ignore_errors=True)


def note_on(version: str, plan: Plan) -> str:
    if plan.postgres_major in (None, major_of(version)):
        return ""
    return f"the service asks for PostgreSQL {plan.postgres_major}"
