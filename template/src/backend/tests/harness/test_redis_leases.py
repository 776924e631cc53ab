"""Every process has a Redis database to itself, and nobody's keys are flushed."""

from redis.asyncio import Redis

from backend.tests.harness.databases import Databases
from backend.tests.harness.redis_leases import LEASED, count_databases, emptied, lease_redis
from backend.tests.harness.servers.contract import Servers


async def test_two_processes_never_share_a_database(
    servers: Servers, owner: Databases, other: Databases
) -> None:
    first = await lease_redis(owner.connection, servers.redis_url)
    second = await lease_redis(other.connection, servers.redis_url)

    assert first != second


async def test_what_a_killed_process_left_is_flushed(servers: Servers) -> None:
    async with Redis.from_url(servers.redis_url) as server:
        number = await count_databases(server) - 1
        await server.sadd(LEASED, number)
        async with Redis.from_url(f"{servers.redis_url}/{number}") as database:
            await database.set("left", "behind", ex=60)

            assert await emptied(server, servers.redis_url, number)
            assert not await database.exists("left")


async def test_keys_that_no_test_wrote_are_spared(servers: Servers) -> None:
    async with Redis.from_url(servers.redis_url) as server:
        number = await count_databases(server) - 2
        async with Redis.from_url(f"{servers.redis_url}/{number}") as database:
            await database.set("precious", "data", ex=60)

            assert not await emptied(server, servers.redis_url, number)
            assert await database.getdel("precious") == b"data"
