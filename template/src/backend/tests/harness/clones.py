"""Databases for tests that really commit: copies of the template, made ahead of need."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from time import perf_counter

from backend.tests.harness.databases import Databases
from backend.tests.harness.guards import tasks

READY = 3


class ClonePool:
    """Keeps a few clones ready as long as there are tests that want one.

    Making and dropping have a connection each, so that neither waits for the other. A pool that
    is filled in the background is IntegreSQL's idea; here it is two tasks on the tests' own loop.
    """

    def __init__(self, maker: Databases, reaper: Databases, template: str) -> None:
        self.maker = maker
        self.reaper = reaper
        self.template = template
        self.waits: list[float] = []
        self.ready: asyncio.Queue[str | Exception] = asyncio.Queue(READY)
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
    async def clone(self) -> AsyncIterator[str]:
        """Lend a database that nobody used before and nobody will after, by its name."""
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
            self.used.put_nowait(clone)

    async def fill(self, wanted: int) -> None:
        try:
            for _ in range(wanted):
                await self.ready.put(await self.maker.create(self.template))
        except Exception as error:  # noqa: BLE001 -- whoever waits for a clone shall see it
            await self.ready.put(error)

    async def drop(self) -> None:
        while True:
            await self.reaper.drop(await self.used.get())

    async def drop_the_rest(self) -> None:
        for queue in (self.used, self.ready):
            while not queue.empty():
                clone = queue.get_nowait()
                if isinstance(clone, str):
                    await self.reaper.drop(clone)


def started(work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    task = asyncio.create_task(work)
    tasks.KEPT.add(task)
    return task
