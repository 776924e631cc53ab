"""The stream in Redis through which workers hear that a job is due."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from typing import Any, TypeAlias, cast
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError
from taskiq import AckableMessage
from taskiq_redis import RedisStreamBroker

from backend.core.jobs.outages import Outage
from backend.core.redis import ANSWER_SECONDS, CONNECT_SECONDS
from backend.core.settings import CoreSettings

STREAM = "jobs:stream"
# What is on the stream and no message of ours, for whoever wants to know where it came from.
ASIDE, KEPT_ASIDE = "jobs:unreadable", 1000
GROUP = "workers"
FROM_THE_BEGINNING = "0"
BLOCK_SECONDS = 1
AWAY_SECONDS = 0.5

Entry: TypeAlias = tuple[bytes, dict[bytes, bytes]]


log = structlog.get_logger(__name__)


class StreamBroker(RedisStreamBroker):
    """taskiq's broker, which survives Redis's absence and takes over from dead workers for sure.

    The original ends when Redis does, looks for a dead worker's messages only after a new one has
    come, and leaves on the stream what is done.
    """

    def __init__(self, settings: CoreSettings, run: Callable[[UUID], Awaitable[None]]) -> None:
        self.stream = f"{settings.redis_prefix}{STREAM}"
        self.aside = f"{settings.redis_prefix}{ASIDE}"
        self.cursor: bytes | str = "0-0"
        self.outage = Outage("listening")
        super().__init__(
            url=settings.redis_url,
            queue_name=self.stream,
            consumer_group_name=GROUP,
            consumer_id=FROM_THE_BEGINNING,
            idle_timeout=int(settings.job_lease_seconds * 1000),
            socket_connect_timeout=CONNECT_SECONDS * settings.server_patience,
            socket_timeout=ANSWER_SECONDS * settings.server_patience,
        )

        # taskiq renames what it registers, and a method would not have that.
        async def run_job(job_id: UUID) -> None:
            await run(job_id)

        self.run_job = self.register_task(run_job, task_name="run_job")

    async def startup(self) -> None:
        """Open no connection yet: Redis may be away when a worker starts."""

    async def found(self) -> bool:
        """Return whether there was no stream: Redis is new, or has lost what it held."""
        async with Redis(connection_pool=self.connection_pool) as redis:
            try:
                await redis.xgroup_create(self.stream, GROUP, FROM_THE_BEGINNING, mkstream=True)
            except ResponseError as error:
                if str(error).startswith("BUSYGROUP"):
                    return False
                raise
            return True

    async def put(self, job_id: UUID) -> None:
        await self.run_job.kiq(job_id)

    async def listen(self) -> AsyncGenerator[AckableMessage, None]:
        async with Redis(connection_pool=self.connection_pool) as redis:
            while True:
                for key, fields in await self.next_entries(redis):
                    if self.is_ours(fields):
                        yield AckableMessage(data=fields[b"data"], ack=partial(self.finish, key))
                    else:
                        await self.set_aside(key, fields)

    def is_ours(self, fields: dict[bytes, bytes]) -> bool:
        """Return whether a worker can read it; anybody who reaches Redis can put things there."""
        try:
            message = self.formatter.loads(fields[b"data"])
            UUID(message.args[0])
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is no message of ours
            return False
        return message.task_name == self.run_job.task_name

    async def next_entries(self, redis: Redis) -> list[Entry]:
        """Return what a dead worker has left, else what is new, else nothing after a while."""
        try:
            entries = await self.abandoned(redis) or await self.new(redis)
        except RedisError as error:
            # Without the group it is only new: the relay founds that.
            if not str(error).startswith("NOGROUP"):
                self.outage.note(error)
            await asyncio.sleep(AWAY_SECONDS)
            return []
        self.outage.end()
        return entries

    async def abandoned(self, redis: Redis) -> list[Entry]:
        answer = await redis.xautoclaim(
            self.stream, GROUP, self.consumer_name, self.idle_timeout, self.cursor, count=1
        )
        self.cursor, entries = answer[0], answer[1]
        return list(entries)

    async def new(self, redis: Redis) -> list[Entry]:
        # One at a time: what this worker has fetched and not begun, no other can begin.
        streams: Any = {self.stream: ">"}
        answer: Any = await redis.xreadgroup(
            GROUP, self.consumer_name, streams, count=1, block=BLOCK_SECONDS * 1000
        )
        # In protocol 3 it is a mapping, whose values are lists of such lists.
        if isinstance(answer, dict):
            return [entry for lists in answer.values() for entries in lists for entry in entries]
        return [entry for _, entries in answer or () for entry in entries]

    async def set_aside(self, key: bytes, fields: dict[bytes, bytes]) -> None:
        """Keep the newest of what cannot be read in a stream that nobody listens to."""
        log.warning("message_unreadable", key=key.decode(), kept_in=self.aside)
        await self.finish(key, {b"key": key, **fields})

    async def finish(self, key: bytes, kept: dict[bytes, bytes] | None = None) -> None:
        """Take a message off the stream. If Redis is away it comes again, and means nothing."""
        try:
            async with Redis(connection_pool=self.connection_pool) as redis:
                pipeline = redis.pipeline(transaction=True)
                if kept is not None:
                    pipeline.xadd(self.aside, cast("Any", kept), maxlen=KEPT_ASIDE)
                pipeline.xack(self.stream, GROUP, key)
                pipeline.xdel(self.stream, key)
                await pipeline.execute()
        except RedisError as error:
            self.outage.note(error)
