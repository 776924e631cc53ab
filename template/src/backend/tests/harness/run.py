"""The servers of this pytest process: joined when its first test needs them, held to its end."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import asyncpg
import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from backend.tests.harness.configuration import linger_seconds, plan_for_tests, urls_are_wanted
from backend.tests.harness.early import EARLY
from backend.tests.harness.extensions import refuse_missing_extensions
from backend.tests.harness.guards.interleaving import BUSY
from backend.tests.harness.guards.transaction import BROKEN
from backend.tests.harness.schema import SCHEMA
from backend.tests.harness.servers.contract import OccupiedError, Servers, ServersError
from backend.tests.harness.servers.disks import disk_of
from backend.tests.harness.servers.given import given_servers
from backend.tests.harness.servers.leases import Lease, acquire, acquire_running
from backend.tests.harness.templates import is_at_hand

FIXTURE, COMMITTED, LASTING_KEYS = "servers", "committed", "redis_lasting_keys"
SANDBOX, PROVE, USUAL = "sandbox", "prove", "usual"
FAILED, KEEP, LINGER = pytest.StashKey[bool](), "keep_database", "linger"
COMMITTED_TESTS = pytest.StashKey[int]()
NEWS_SECONDS = 3.0
DISK_FULL = asyncpg.DiskFullError.sqlstate
DISCONNECTIONS = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    RedisConnectionError,
)
LEASE = pytest.StashKey[Lease]()
SERVERS = pytest.StashKey[Servers]()
TEMPLATE_FOUND = pytest.StashKey[bool]()


def needs_servers(item: pytest.Item) -> bool:
    return FIXTURE in getattr(item, "fixturenames", ())


def count_committed(session: pytest.Session) -> None:
    """Remember how many tests of this process may want a database of their own."""
    session.config.stash[COMMITTED_TESTS] = sum(
        item.get_closest_marker(COMMITTED) is not None or is_proved(item) for item in session.items
    )


def is_proved(item: pytest.Item) -> bool:
    """Say whether the test, a usual one, runs once more on a database of its own."""
    if not item.config.getoption(PROVE) or SANDBOX not in getattr(item, "fixturenames", ()):
        return False
    return not any(map(item.get_closest_marker, (COMMITTED, USUAL)))


def is_to_be_kept(item: pytest.Item) -> bool:
    """Say whether the test has failed and its database shall stay."""
    return item.stash.get(FAILED, False) and item.config.getoption(KEEP)


def committed_tests(config: pytest.Config) -> int:
    return config.stash[COMMITTED_TESTS]


def servers_of(config: pytest.Config) -> Servers:
    """Return the servers of this run; the first call joins or starts them. Raises ServersError."""
    if SERVERS not in config.stash:
        if urls_are_wanted():
            config.stash[SERVERS] = given_servers(plan_for_tests())
        else:
            EARLY.wait()
            hold(config, acquire(plan_for_tests(), linger_of(config)))
            EARLY.let_go()
    return config.stash[SERVERS]


def join_running(config: pytest.Config) -> bool:
    """Join the servers if another process of this run has them up; start none."""
    with suppress(ServersError):
        if urls_are_wanted():
            config.stash[SERVERS] = given_servers(plan_for_tests())
        elif (lease := acquire_running(plan_for_tests(), linger_of(config))) is not None:
            hold(config, lease)
    return was_joined(config)


def linger_of(config: pytest.Config) -> float:
    """Return how long the servers stay after this run, in seconds; the option goes first."""
    given: float | None = config.getoption(LINGER)
    return linger_seconds() if given is None else given


def are_stopped_later(config: pytest.Config) -> bool:
    """Whether a supervisor stops the servers some time after this run."""
    return not config.stash[SERVERS].are_given and linger_of(config) > 0


def hold(config: pytest.Config, lease: Lease) -> None:
    config.stash[LEASE] = lease
    config.stash[SERVERS] = lease.servers


def was_joined(config: pytest.Config) -> bool:
    return SERVERS in config.stash


def describe(config: pytest.Config) -> str:
    state = "found" if template_is_found(config) else "to be built"
    return f"servers: {config.stash[SERVERS]}; template database: {state}"


def check_extensions(config: pytest.Config) -> None:
    """Look up what the migrations will ask for. Raises ServersError."""
    if not template_is_found(config):
        schema = config.stash[SCHEMA]
        asyncio.run(refuse_missing_extensions(config.stash[SERVERS], schema.files()))


def template_is_found(config: pytest.Config) -> bool:
    if TEMPLATE_FOUND not in config.stash:
        found = asyncio.run(is_at_hand(config.stash[SCHEMA], config.stash[SERVERS]))
        config.stash[TEMPLATE_FOUND] = found
    return config.stash[TEMPLATE_FOUND]


def lost(config: pytest.Config, error: BaseException) -> str | None:
    """Return why no test can pass any more, or None while the servers are there."""
    if full := next((each for each in chain_of(error) if is_disk_full(each)), None):
        return f"The servers' disk is full: {where_no_room_is(config)} ({full})."
    if occupied := occupied_by(error):
        return occupied
    lease = config.stash.get(LEASE, None)
    # The supervisor looks once a second, so a broken connection is news before it has them.
    patience = NEWS_SECONDS if any(map(is_disconnection, chain_of(error))) else 0
    reason = lease.lost(patience) if lease else None
    return f"The servers are gone: {reason}" if reason else None


def occupied_by(error: BaseException) -> str | None:
    """Return the sentence on data that are somebody else's, where those end the run."""
    found = (str(each) for each in chain_of(error) if isinstance(each, OccupiedError))
    return next(found, None)


def is_disk_full(error: BaseException) -> bool:
    # Each driver of an adopted service has a class and a name of its own for it.
    return DISK_FULL in {getattr(error, name, None) for name in ("sqlstate", "pgcode")}


def where_no_room_is(config: pytest.Config) -> str:
    servers, lease = config.stash[SERVERS], config.stash.get(LEASE, None)
    if lease is None:
        return "make room where the server of TESTBED_POSTGRES_URL keeps its rows"
    if servers.engine == "docker":
        return "give Docker more memory, which holds the rows of a test's container"
    return f"make room at {disk_of(lease.place.data)}"


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for each in error.exceptions:
                yield from chain_of(each)
        error = error.__cause__ or error.__context__


def is_disconnection(error: BaseException) -> bool:
    # The driver's word for two tasks on one connection is of the same kind, and no news.
    is_the_drivers = isinstance(error, DISCONNECTIONS) and BUSY not in str(error)
    return is_the_drivers or BROKEN in str(error)


def let_go(config: pytest.Config) -> None:
    """Close the lease: the supervisor may stop the servers when nobody else holds one."""
    EARLY.let_go()
    if (lease := config.stash.get(LEASE, None)) is not None:
        lease.close()
