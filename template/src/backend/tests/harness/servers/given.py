"""Servers that somebody else runs, named by two variables of the environment."""

import asyncio
import importlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
from asyncpg import Connection

from backend.tests.harness.servers.contract import GIVEN, Plan, Servers, ServersError
from backend.tests.harness.servers.probes import named

POSTGRES, REDIS = "TESTBED_POSTGRES_URL", "TESTBED_REDIS_URL"
ANSWER_SECONDS = 10.0
# Advisory locks are seen within one database only, so every run takes them in the same one.
MAINTENANCE = "postgres"
ABOUT = """
    SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS is_standby,
           (SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user) AS may_create
"""


def are_given() -> bool:
    return any(os.environ.get(variable) for variable in (POSTGRES, REDIS))


def given_servers(plan: Plan) -> Servers:
    """Return the pair that the environment names. Raises ServersError where it cannot serve."""
    wanted = (POSTGRES, REDIS) if plan.redis_image else (POSTGRES,)
    postgres_url = given(POSTGRES, wanted)
    redis_url = given(REDIS, wanted) if plan.redis_image else ""
    return Servers(
        engine=GIVEN,
        postgres_url=in_maintenance(postgres_url),
        postgres_version=asyncio.run(asked_postgres(postgres_url)),
        redis_url=without_database(redis_url),
        redis_version=asked_redis(redis_url) if redis_url else "",
    )


def given(variable: str, wanted: tuple[str, ...]) -> str:
    if not (url := os.environ.get(variable)):
        message = f"{variable} is not set: set {' and '.join(wanted)}, or none of them."
        raise ServersError(message)
    if not urlsplit(url).hostname:
        # The service's own settings take no socket either.
        raise ServersError(f"{variable} names no host: write user:password@host:port into it.")
    return url


def in_maintenance(url: str) -> str:
    return urlsplit(url)._replace(path=f"/{MAINTENANCE}").geturl()


def without_database(url: str) -> str:
    return urlsplit(url)._replace(path="").geturl()


async def asked_postgres(url: str) -> str:
    """Return the version of a server that the harness can work on. Raises ServersError."""
    async with connected(url) as connection:
        await refuse_a_pooler(connection)
    async with connected(in_maintenance(url)) as connection:
        about = await connection.fetchrow(ABOUT)
    assert about
    if about["is_standby"]:
        raise ServersError(f"{POSTGRES} leads to a standby, which is read-only: name its primary.")
    if not about["may_create"]:
        raise ServersError(
            f"The role of {POSTGRES} may not create databases: ALTER ROLE … CREATEDB."
        )
    version: str = about["version"]
    return version.partition(" ")[0]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    try:
        # Without a cache no statement has a name, which a pooler would not know.
        connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS, statement_cache_size=0)
    except asyncpg.PostgresError as error:
        sentence = f"{POSTGRES} is refused: {error}. The harness uses its role and the database"
        raise ServersError(f"{sentence} {MAINTENANCE!r}, where runs take their locks.") from error
    except asyncpg.ClientConfigurationError as error:
        raise ServersError(f"{POSTGRES} is no URL of PostgreSQL: {error}.") from error
    except (OSError, TimeoutError, asyncpg.InterfaceError) as error:
        raise ServersError(no_answer(POSTGRES)) from error
    try:
        yield connection
    finally:
        await connection.close()


async def refuse_a_pooler(connection: Connection) -> None:
    """Raise ServersError unless the process that greeted us is the one that serves us.

    A pooler makes up the key by which its clients cancel queries, and the process in that is none
    of the server's; a proxy of TCP passes the server's own on.
    """
    async with connection.transaction():
        serving = await connection.fetchval("SELECT pg_backend_pid()")
    if serving != connection.get_server_pid():
        raise ServersError(
            f"{POSTGRES} leads to a connection pooler, whose sessions are shared, and so would be "
            "the locks that keep runs apart: give the address of PostgreSQL itself."
        )


def asked_redis(url: str) -> str:
    """Return its name with its version. Raises ServersError where it does not answer."""
    # Here and not above: every run imports this module, and few of them ask a Redis.
    redis = importlib.import_module("redis")
    try:
        with redis.Redis.from_url(url, socket_timeout=ANSWER_SECONDS) as server:
            return named(server.info("server")) or "Redis"
    except (redis.AuthenticationError, redis.ResponseError, ValueError) as error:
        raise ServersError(f"{REDIS} is refused: {str(error).rstrip('.')}.") from error
    except (OSError, redis.RedisError) as error:
        raise ServersError(no_answer(REDIS)) from error


def no_answer(variable: str) -> str:
    return f"No server answers at {variable}: start it, or unset the variable."
