"""Names features that the servers of a run lack, recognized in the report of a test that failed."""

import re
from collections.abc import Iterator

from backend.tests.harness.extensions import missing_extension
from backend.tests.harness.servers.contract import Servers

EXTENSION = re.compile(
    r'extension "([^"]+)" is not available|could not open extension control file "\S*/([\w-]+)\.c'
)
COLLATION = re.compile(
    r'collation "([^"]+)" for encoding "\w+" does not exist|(ICU) is not supported in this build'
)
REDIS = re.compile(
    r"unknown (?:sub)?command '?`?([\w.|]+)|(Unknown \w*\s?command) called from script"
    r"|ResponseError: (syntax error)$",
    re.MULTILINE | re.IGNORECASE,
)
ROLE = re.compile(r'role "([^"]+)" already exists')


def unavailable_extension(text: str, servers: Servers) -> str | None:
    """Return the sentence on the first extension that `text` misses."""
    found = EXTENSION.search(text)
    return missing_extension(found[1] or found[2], servers) if found else None


def limits_met(text: str, servers: Servers) -> Iterator[str]:
    """Yield a sentence for each limit of these servers that `text` tells of."""
    if sentence := unavailable_extension(text, servers):
        yield sentence
    if servers.engine == "embedded" and (found := COLLATION.search(text)):
        yield missing_collation(found[1] or found[2], servers)
    if found := REDIS.search(text):
        yield unknown_command(next(filter(None, found.groups())), servers)
    if found := ROLE.search(text):
        yield existing_role(found[1])


def missing_collation(name: str, servers: Servers) -> str:
    return (
        f"The embedded PostgreSQL {servers.postgres_version} knows no {name!r}: it is built "
        "without ICU and has the collations C, ucs_basic, pg_c_utf8 and pg_unicode_fast. "
        "Set TESTBED_ENGINE=docker, whose image has ICU."
    )


def unknown_command(name: str, servers: Servers) -> str:
    server = f"The Redis of this run is {servers.redis_version} of the engine {servers.engine!r}"
    if servers.redis_version.startswith("Valkey"):
        fix = (
            "Valkey left Redis at 7.2 and lacks what came to Redis later: "
            "set TESTBED_ENGINE=docker, whose image is Redis"
        )
    elif servers.engine == "url":
        fix = "run a newer one, or unset TESTBED_REDIS_URL"
    else:
        fix = 'write `redis = "an image that knows it"` in [tool.testbed] of pyproject.toml'
    return f"{server}, which answered {name!r} as unknown: {fix}."


def existing_role(name: str) -> str:
    return (
        f"The role {name!r} belongs to the whole server, and another database's migrations have "
        "made it: create it in DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = "
        f"'{name}') THEN CREATE ROLE {name}; END IF; END $$."
    )
