"""One logical Redis database per worker, held by an advisory lock of the PostgreSQL beside it."""

from asyncpg import Connection
from redis.asyncio import Redis

from backend.tests.harness.locks import try_hold

FIRST = 1
# In database 0, which is never leased: the numbers whose keys are a test's, and may be flushed.
LEASED = "testbed:leased"


class NoRedisDatabaseError(Exception):
    """Every logical database is taken."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"All {count} databases of this Redis are leased, or hold keys that no test wrote: "
            "start it with a larger `--databases`, or run fewer workers."
        )


async def lease_redis(connection: Connection, url: str) -> str:
    """Return the URL of an empty database that is ours until `connection` ends.

    Raises NoRedisDatabaseError.
    """
    async with Redis.from_url(f"{url}/0") as server:
        count = await count_databases(server)
        for number in range(FIRST, count):
            if await try_hold(connection, f"{url} {number}") and await emptied(server, url, number):
                await server.sadd(LEASED, number)
                return f"{url}/{number}"
    raise NoRedisDatabaseError(count)


async def emptied(server: Redis, url: str, number: int) -> bool:
    """Empty the database, unless what it holds may be somebody's."""
    async with Redis.from_url(f"{url}/{number}") as database:
        if await database.dbsize() and not await server.sismember(LEASED, str(number)):
            return False
        await database.flushdb()
    return True


async def count_databases(server: Redis) -> int:
    return int((await server.config_get("databases"))["databases"] or 0)
