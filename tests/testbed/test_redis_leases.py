"""Every process has a Redis database to itself, and no key that no test wrote is removed."""

from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from backend.tests.harness.redis_leases import RedisLeaseError, leased_redis
from backend.tests.harness.servers.contract import GIVEN, Servers
from backend.tests.harness.spare_redis import open_spare_redis

DATABASES = range(16)


async def write(servers: Servers, *numbers: int) -> None:
    """Leave two keys in each database, one with an expiry."""
    for number in numbers:
        async with Redis.from_url(f"{servers.redis_url}/{number}") as database:
            await database.mset({"precious": "data"})
            await database.set("fleeting", "data", ex=600)


async def sizes(servers: Servers) -> dict[int, int]:
    """Return how many keys each database has, without the empty ones."""
    async with Redis.from_url(servers.redis_url) as server:
        keyspace = await server.info("keyspace")
    return {int(name.removeprefix("db")): of["keys"] for name, of in keyspace.items()}


def test_two_processes_never_share_a_database(servers: Servers) -> None:
    with leased_redis(servers) as first, leased_redis(servers) as second:
        assert first.number != second.number


def test_two_urls_of_one_server_never_share_a_database(given: Servers) -> None:
    other = replace(given, redis_url=given.redis_url.replace("127.0.0.1", "localhost"))

    with leased_redis(given) as first, leased_redis(other) as second:
        assert first.number != second.number


async def test_keys_that_no_test_wrote_are_spared(given: Servers) -> None:
    await write(given, *DATABASES[:5], DATABASES[-1])

    with leased_redis(given) as lease:
        async with Redis.from_url(lease.url) as database:
            await database.set("a test's", "own")
            await lease.empty(database)

    assert await sizes(given) == dict.fromkeys([*DATABASES[:5], DATABASES[-1]], 2)


async def test_a_lease_leaves_nothing(given: Servers) -> None:
    with leased_redis(given) as lease:
        await write(given, lease.number)

    assert await sizes(given) == {}


async def test_a_test_may_flush_its_own_database(given: Servers) -> None:
    with leased_redis(given) as lease:
        async with Redis.from_url(lease.url) as database:
            await database.flushdb()
            await database.set("a test's", "own")
            await lease.empty(database)

            assert await database.dbsize() == 0


async def test_keys_in_a_database_whose_lease_is_lost_are_spared(given: Servers) -> None:
    with leased_redis(given) as lease:
        async with Redis.from_url(lease.url) as database:
            await database.flushall()
            await write(given, lease.number)

            with pytest.raises(RedisLeaseError, match="is lost: FLUSHALL removes it"):
                await lease.empty(database)

    assert await sizes(given) == {lease.number: 2}


async def test_a_database_that_was_leased_once_is_anybodys(given: Servers) -> None:
    with leased_redis(given) as lease:
        pass
    await write(given, lease.number)

    with leased_redis(given) as other:
        assert other.number != lease.number

    assert await sizes(given) == {lease.number: 2}


async def test_a_database_of_our_own_server_is_emptied_when_it_is_leased(given: Servers) -> None:
    await write(given, *DATABASES[1:])

    with leased_redis(replace(given, engine="embedded")) as lease:
        assert lease.number not in await sizes(given)


async def test_a_full_redis_is_named(given: Servers) -> None:
    await write(given, *DATABASES[2:])

    with (
        pytest.raises(RedisLeaseError, match=r"wrote are in: 2, 3, .*, 15\. Empty those"),
        leased_redis(given),
    ):
        pass


async def test_a_redis_that_refuses_scripts_is_named(given: Servers) -> None:
    async with Redis.from_url(given.redis_url) as server:
        await server.acl_setuser("default", commands=["-eval"])

    with (
        pytest.raises(RedisLeaseError, match="allow EVAL, SELECT and FLUSHDB"),
        leased_redis(given),
    ):
        pass


async def test_a_redis_with_one_database_is_named(tmp_path: Path) -> None:
    async with open_spare_redis(tmp_path, "--databases", "1") as redis:
        servers = Servers(GIVEN, "", "", redis.url.removesuffix("/0"), "Redis")

        with pytest.raises(RedisLeaseError, match="has one database"), leased_redis(servers):
            pass
