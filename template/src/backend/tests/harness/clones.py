"""Databases for tests that really commit: copies of the template, made ahead of need."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

from asyncpg import Connection

from backend.tests.harness.databases import Databases
from backend.tests.harness.guards import tasks

READY = 3
Task = asyncio.Task[None]
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
        self.room = asyncio.Semaphore(READY)
        self.ready: asyncio.Queue[Clone | Exception] = asyncio.Queue()
        self.used: asyncio.Queue[str | None] = asyncio.Queue()
        self.is_over = False
        # The one that the last test used, if it was reset: it is lent first.
        self.kept: Clone | None = None

    @asynccontextmanager
    async def open(self, wanted: int) -> AsyncIterator["ClonePool"]:
        """Fill in the background, `wanted` clones in all; drop what is left at the end."""
        filling = started(self.fill(wanted))
        dropping = started(self.drop())
        try:
            yield self
        finally:
            await self.end(filling, dropping)

    async def end(self, filling: Task, dropping: Task) -> None:
        """Let both finish what they are at: what is cut off half-way has no owner any more."""
        self.is_over = True
        if self.kept is not None:
            self.used.put_nowait(self.kept.name)
        self.room.release()
        await filling
        while not self.ready.empty():
            if isinstance(clone := self.ready.get_nowait(), Clone):
                await clone.close()
                self.used.put_nowait(clone.name)
        self.used.put_nowait(None)
        await dropping

    @asynccontextmanager
    async def clone(self) -> AsyncIterator[Clone]:
        """Lend a database as the template is: one that was reset, or that nobody used before."""
        began = perf_counter()
        clone, self.kept = self.kept or await self.take(), None
        self.waits.append(perf_counter() - began)
        try:
            yield clone
        finally:
            if self.kept is None:
                await clone.close()
                self.used.put_nowait(clone.name)

    async def take(self) -> Clone:
        clone = await self.ready.get()
        self.room.release()
        if isinstance(clone, Exception):
            # The next test that waits must see it too, and nobody fills the pool any more.
            self.ready.put_nowait(clone)
            raise clone
        return clone

    async def fill(self, wanted: int) -> None:
        try:
            for _ in range(wanted):
                await self.room.acquire()
                if self.is_over:
                    return
                self.ready.put_nowait(await self.make())
        except Exception as error:  # noqa: BLE001 -- whoever waits for a clone shall see it
            self.ready.put_nowait(error)

    async def make(self) -> Clone:
        name = await self.maker.create(self.template)
        try:
            return Clone(name, await self.connect(name))
        except Exception:
            self.used.put_nowait(name)
            raise

    async def drop(self) -> None:
        while (name := await self.used.get()) is not None:
            await self.reaper.drop(name)


async def unconnected(_: str) -> None:
    """Leave it to the test to connect."""


def started(work: Coroutine[None, None, None]) -> Task:
    task = asyncio.create_task(work)
    tasks.KEPT.add(task)
    return task
