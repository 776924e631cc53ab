"""Servers that are given by URL, with what somebody keeps on them."""

import asyncio
import json
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
from redis import Redis
from sqlalchemy import make_url

from tests.harness.runs import Bench

URLS = """
import json
from backend.tests.harness.servers.__main__ import places_of_checkout, status_of
print(json.dumps(status_of(*places_of_checkout())["servers"]))
"""
# Called as the harness calls its own, or called so by release 1.1.0.
PRECIOUS = (
    "testbed_db_0123456789ab",
    "testbed_run_0123456789ab",
    "testbed_template_0123456789ab",
    "testbed_migrated_0123456789ab",
    "precious",
)
KEPT_KEYS = dict.fromkeys((0, 1, 2, 5), 2)


@dataclass(frozen=True)
class Given:
    """One pair of servers and a service whose tests are led to it by URLs."""

    bench: Bench
    postgres_url: str
    redis_url: str

    def at(self, host: str, database: str, **more: str) -> Bench:
        """Return the service with URLs that name these, and with `more` variables."""
        postgres = make_url(self.postgres_url).set(host=host, database=database)
        urls = {
            "TESTBED_POSTGRES_URL": postgres.render_as_string(hide_password=False),
            "TESTBED_REDIS_URL": self.redis_url.replace("127.0.0.1", host),
        }
        return replace(self.bench, engine="auto", more={**urls, **more})

    def sql(self, statement: str) -> list[Any]:
        return asyncio.run(self.answer(statement))

    async def answer(self, statement: str) -> list[Any]:
        connection = await asyncpg.connect(self.postgres_url)
        try:
            return [row[0] for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    def databases(self) -> set[str]:
        return set(self.sql("SELECT datname FROM pg_database WHERE NOT datistemplate"))

    def keys(self) -> dict[int, int]:
        """Return how many keys each Redis database has, without the empty ones."""
        with Redis.from_url(self.redis_url) as server:
            keyspace = server.info("keyspace").items()
        return {int(name.removeprefix("db")): of["keys"] for name, of in keyspace}

    def keep(self) -> None:
        """Have somebody keep databases and keys here."""
        for name in PRECIOUS:
            self.sql(f"CREATE DATABASE {name}")
        for number, count in KEPT_KEYS.items():
            with Redis.from_url(f"{self.redis_url}/{number}") as database:
                database.mset({f"precious {key}": "data" for key in range(count)})
                database.expire("precious 0", 3_600)

    def refuse(self, command: str) -> None:
        """Forbid a command of Redis to whoever comes by URL."""
        with Redis.from_url(self.redis_url) as server:
            server.execute_command("ACL", "SETUSER", "default", f"-{command}")

    def is_kept(self) -> bool:
        mine = {number: self.keys().get(number, 0) for number in KEPT_KEYS}
        return set(PRECIOUS) <= self.databases() and mine == KEPT_KEYS


def given_by(warm: Bench) -> Given:
    """Take the warm servers of a service for somebody's, who keeps something on them."""
    servers = json.loads(warm.python("-c", URLS))
    given = Given(warm, servers["postgres_url"], servers["redis_url"])
    given.keep()
    return given
