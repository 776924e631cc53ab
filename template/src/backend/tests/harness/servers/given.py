"""Servers that somebody else runs, named by two variables of the environment."""

import os
from urllib.parse import urlsplit

from backend.tests.harness.servers.contract import Servers, ServersError
from backend.tests.harness.servers.probes import postgres_version, redis_version

POSTGRES, REDIS = "TESTBED_POSTGRES_URL", "TESTBED_REDIS_URL"
REDIS_PORT = 6379


def are_given() -> bool:
    return any(os.environ.get(variable) for variable in (POSTGRES, REDIS))


def given_servers() -> Servers:
    """Return the pair that the environment names. Raises ServersError where it does not answer."""
    postgres_url, redis_url = given(POSTGRES), given(REDIS).rstrip("/")
    redis = urlsplit(redis_url)
    host, port, password = redis.hostname or "localhost", redis.port, redis.password or ""
    return Servers(
        engine="url",
        postgres_url=postgres_url,
        postgres_version=answered(POSTGRES, postgres_version(postgres_url)),
        redis_url=redis._replace(path="").geturl(),
        redis_version=answered(REDIS, redis_version(host, port or REDIS_PORT, password)),
    )


def given(variable: str) -> str:
    if not (url := os.environ.get(variable)):
        message = f"{variable} is not set: set both {POSTGRES} and {REDIS}, or neither."
        raise ServersError(message)
    return url


def answered(variable: str, version: str | None) -> str:
    if version is None:
        message = f"No server answers at {variable}: start it, or unset the variable."
        raise ServersError(message)
    return version
