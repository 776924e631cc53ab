"""Databases for tests that really commit: copies of the template, made ahead of need."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import perf_counter

from asyncpg import Connection

from backend.tests.harness.databases import Databases
from backend.tests.harness.guards import tasks

READY = 3
Connect = Callable[[str], Awaitable[Connection | None]]


@dataclass(frozen=True)
class Clone:
    """A database that nobody has used yet, and a first connection to it, if one is open."""

    name: str
    connection: Connection | None = None

    async def close(self) -> None:
        if self.connection is not None:
            await self.connection.close()


class ClonePool:
    """Keeps a few clones ready as long as there are tests that want one.

    Making and dropping have a connection each, so that neither waits for the other. A pool that
    is filled in the background is IntegreSQL's idea; here it is two tasks on the tests' own loop.
    """

    def __init__(self, maker: Databases, reaper: Databases, template: str) -> None:
        self.maker = maker
        self.reaper = reaper
        self.template = template
        self.connect: Connect = unconnected
        self.waits: list[float] = []
        self.ready: asyncio.Queue[Clone | Exception] = asyncio.Queue(READY)
        self.used: asyncio.Queue[str] = asyncio.Queue()

    @asynccontextmanager
    async def open(self, wanted: int) -> AsyncIterator["ClonePool"]:
        """Fill in the background, `wanted` clones in all; drop what is left at the end."""
        work = [started(self.fill(wanted)), started(self.drop())] if wanted else []
        try:
            yield self
        finally:
            for task in work:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await self.drop_the_rest()

    @asynccontextmanager
    async def clone(self) -> AsyncIterator[Clone]:
        """Lend a database that nobody used before and nobody will after."""
        began = perf_counter()
        clone = await self.ready.get()
        self.waits.append(perf_counter() - began)
        if isinstance(clone, Exception):
            # The next test that waits must see it too, and nobody fills the pool any more.
            self.ready.put_nowait(clone)
            raise clone
        try:
            yield clone
        finally:
            await clone.close()
            self.used.put_nowait(clone.name)

    async def fill(self, wanted: int) -> None:
        try:
            for _ in range(wanted):
                name = await self.maker.create(self.template)
                await self.ready.put(Clone(name, await self.connect(name)))
        except Exception as error:  # noqa: BLE001 -- whoever waits for a clone shall see it
            await self.ready.put(error)

    async def drop(self) -> None:
        while True:
            await self.reaper.drop(await self.used.get())

    async def drop_the_rest(self) -> None:
        while not self.ready.empty():
            if isinstance(clone := self.ready.get_nowait(), Clone):
                await clone.close()
                self.used.put_nowait(clone.name)
        while not self.used.empty():
            await self.reaper.drop(self.used.get_nowait())


async def unconnected(_: str) -> None:
    """Leave it to the test to connect."""


def started(work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    task = asyncio.create_task(work)
    tasks.KEPT.add(task)
    return task
