"""One logical Redis database per process, leased in that Redis itself.

All leases of a Redis are in one sorted set, the ledger, each with the time of its expiry by Redis's
own clock. So they hold whatever URL leads there, and those of a dead process end by themselves. The
ledger lies beside the leased databases: tests expect theirs to be empty.

On a Redis that is given by URL a database is leased only while it is empty, and emptied only while
it is leased: no key is removed that was there before. The ledger lies in the last database that is
empty. On the harness's own servers everything is the harness's, and the ledger lies in database 0.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from urllib.parse import urlsplit

import redis
from redis.asyncio import Redis

from backend.tests.harness.servers.contract import OccupiedError, Servers
from backend.tests.harness.servers.given import REDIS

LEASE_SECONDS, RENEWAL_SECONDS = 60, 15.0
ANSWER_SECONDS = 10.0
RENEW, EMPTY, END = "renew", "empty", "end"
# A Lua script is atomic, and the connection's own database is selected again after it.
COMMON = """
local LEDGER, token, given, seconds = 'testbed:leases', ARGV[1], ARGV[2] == '1', ARGV[3]
local now = tonumber(redis.call('TIME')[1])

local function is_empty(number)
    redis.call('SELECT', number)
    return redis.call('DBSIZE') == 0
end

local function holders(ledger)
    redis.call('SELECT', ledger)
    redis.call('ZREMRANGEBYSCORE', LEDGER, '-inf', now)
    local held = {}
    for _, member in ipairs(redis.call('ZRANGE', LEDGER, 0, -1)) do
        held[tonumber(member:match('^%d+'))] = member:match(' (.+)$')
    end
    return held
end

local function hold(ledger, number)
    redis.call('SELECT', ledger)
    redis.call('ZADD', LEDGER, now + seconds, number .. ' ' .. token)
    redis.call('EXPIRE', LEDGER, seconds)
end

local function flush(number)
    redis.call('SELECT', number)
    redis.call('FLUSHDB')
end
"""
LEASE = f"""{COMMON}
local last, ledger = 0, nil
while not redis.pcall('SELECT', last + 1).err do last = last + 1 end
for number = last, 1, -1 do
    redis.call('SELECT', number)
    if given and redis.call('EXISTS', LEDGER) == 1 then ledger = ledger or number end
end
for number = last, 1, -1 do
    if given and not ledger and is_empty(number) then ledger = number end
end
ledger = ledger or (given and -1 or 0)
local held, occupied = ledger < 0 and {{}} or holders(ledger), {{}}
for number = 1, last do
    if number ~= ledger and not held[number] then
        if not given then flush(number) end
        if is_empty(number) then
            hold(ledger, number)
            return {{number, ledger}}
        end
        table.insert(occupied, number)
    end
end
return {{-1, last, unpack(occupied)}}
"""
HOLD = f"""{COMMON}
local number, ledger, verb = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local holder = holders(ledger)[number]
if holder ~= token and (holder or given and not is_empty(number)) then return 0 end
hold(ledger, number)
if verb ~= '{RENEW}' then flush(number) end
if verb == '{END}' then
    redis.call('SELECT', ledger)
    redis.call('ZREM', LEDGER, number .. ' ' .. token)
end
return 1
"""


class RedisLeaseError(OccupiedError):
    """No database of this Redis can be leased, or the lease of one is lost."""


@dataclass(frozen=True)
class RedisLease:
    """A database that is this process's own until `leased_redis` ends."""

    url: str
    number: int
    arguments: tuple[str | int, ...]
    over: Event = field(default_factory=Event)

    async def empty(self, client: Redis) -> None:
        """Remove every key. Raises RedisLeaseError where they may be somebody else's."""
        if not await client.eval(HOLD, 0, *map(str, self.arguments), EMPTY):
            raise RedisLeaseError(
                f"The lease of Redis database {self.number} is lost: FLUSHALL removes it, and so "
                f"does a process that stands still for {LEASE_SECONDS} s. The keys in it were left "
                "alone. Run the tests again."
            )

    def renew(self, server: redis.Redis) -> None:
        while not self.over.wait(RENEWAL_SECONDS):
            # Whoever uses the database next says better what is wrong.
            with suppress(redis.RedisError):
                server.eval(HOLD, 0, *map(str, self.arguments), RENEW)


@contextmanager
def leased_redis(servers: Servers) -> Iterator[RedisLease]:
    """Yield an empty database, which is emptied and given back at the end.

    Raises RedisLeaseError.
    """
    with redis.Redis.from_url(servers.redis_url, socket_timeout=ANSWER_SECONDS) as server:
        lease = lease_from(server, servers)
        # A task would stand still with the tests' loop, at a breakpoint for example.
        renewal = Thread(target=lease.renew, args=(server,), daemon=True)
        renewal.start()
        try:
            yield lease
        finally:
            lease.over.set()
            renewal.join()
            # The servers may be gone, and with them the lease.
            with suppress(redis.RedisError):
                server.eval(HOLD, 0, *map(str, lease.arguments), END)


def lease_from(server: redis.Redis, servers: Servers) -> RedisLease:
    common = (secrets.token_hex(8), int(servers.are_given), LEASE_SECONDS)
    try:
        number, ledger, *occupied = server.eval(LEASE, 0, *map(str, common))
    except redis.RedisError as error:
        message = f"Redis cannot lease a database ({error}): allow EVAL, SELECT and FLUSHDB"
        raise RedisLeaseError(f"{message} to the user of {REDIS}.") from error
    if number < 0:
        raise RedisLeaseError(none_is_free(ledger, occupied))
    url = urlsplit(servers.redis_url)._replace(path=f"/{number}").geturl()
    return RedisLease(url, number, (*common, number, ledger))


def none_is_free(last: int, occupied: list[int]) -> str:
    if last == 0:
        return (
            "This Redis has one database, and a process of a test run needs three: "
            "start it with `--databases 16`, and not as a cluster."
        )
    held = ", ".join(map(str, occupied)) or "none"
    return (
        f"All {last} databases of this Redis beside database 0 are taken. Keys that no test of "
        f"this run wrote are in: {held}. Empty those that nobody needs (`redis-cli -n … FLUSHDB`), "
        "start Redis with a larger `--databases`, or run fewer processes (`-n 1`)."
    )
