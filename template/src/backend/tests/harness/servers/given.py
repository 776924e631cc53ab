"""Servers that somebody else runs, named by two variables of the environment."""

import os
from urllib.parse import urlsplit

from backend.tests.harness.servers.contract import Plan, Servers, ServersError
from backend.tests.harness.servers.probes import postgres_version, redis_version

POSTGRES, REDIS = "TESTBED_POSTGRES_URL", "TESTBED_REDIS_URL"
REDIS_PORT = 6379


def are_given() -> bool:
    return any(os.environ.get(variable) for variable in (POSTGRES, REDIS))


def given_servers(plan: Plan) -> Servers:
    """Return the pair that the environment names. Raises ServersError where it does not answer."""
    wanted = (POSTGRES, REDIS) if plan.redis_image else (POSTGRES,)
    postgres_url = given(POSTGRES, wanted)
    redis_url, redis_named = given_redis(wanted) if plan.redis_image else ("", "")
    return Servers(
        engine="url",
        postgres_url=postgres_url,
        postgres_version=answered(POSTGRES, postgres_version(postgres_url)),
        redis_url=redis_url,
        redis_version=redis_named,
    )


def given_redis(wanted: tuple[str, ...]) -> tuple[str, str]:
    """Return its URL without a database, and its name with its version."""
    redis = urlsplit(given(REDIS, wanted).rstrip("/"))
    host, port, password = redis.hostname or "localhost", redis.port, redis.password or ""
    named = answered(REDIS, redis_version(host, port or REDIS_PORT, password))
    return redis._replace(path="").geturl(), named


def given(variable: str, wanted: tuple[str, ...]) -> str:
    if not (url := os.environ.get(variable)):
        message = f"{variable} is not set: set {' and '.join(wanted)}, or none of them."
        raise ServersError(message)
    return url


def answered(variable: str, version: str | None) -> str:
    if version is None:
        message = f"No server answers at {variable}: start it, or unset the variable."
        raise ServersError(message)
    return version
