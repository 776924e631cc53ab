"""A handler that says when it was called, to a test that waits for it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from backend.core.dependencies import State
from backend.core.jobs.handlers import HANDLERS, Handler, Job
from backend.core.jobs.relay import Relayed
from backend.core.outbox import Outbox
from backend.runtime.worker import Worker
from backend.tests.core.happenings import Greeted, Parted


class Visitors:
    def __init__(self) -> None:
        self.names: asyncio.Queue[str] = asyncio.Queue()
        self.may_come_back = asyncio.Event()

    @property
    def greeter(self) -> Handler:
        return Handler("greet", Greeted, self.greet, in_steps=False)

    @property
    def parting(self) -> Handler:
        return Handler("part", Parted, self.come_back, in_steps=False)

    async def come_back(self, parted: Parted, job: Job) -> None:
        await self.may_come_back.wait()
        await Outbox(job.session).publish(Greeted(name=parted.name))

    async def greet(self, greeted: Greeted, _: Job) -> None:
        self.names.put_nowait(greeted.name)

    async def next(self) -> str:
        return await self.names.get()


@contextmanager
def heard_by(visitors: Visitors) -> Iterator[Visitors]:
    """Let the service's own worker know the greeter, as if an app had it."""
    HANDLERS["greet"] = visitors.greeter
    try:
        yield visitors
    finally:
        del HANDLERS["greet"]


class WatchedWorker(Worker):
    """Lets visitors come back once its relay has nothing left to do."""

    def __init__(self, state: State, visitors: Visitors) -> None:
        super().__init__(state, {"part": visitors.parting, "greet": visitors.greeter})
        self.visitors = visitors

    async def relayed(self) -> Relayed:
        relayed = await super().relayed()
        if not any(relayed):
            self.visitors.may_come_back.set()
        return relayed
