"""A handler that says when it was called, to a test that waits for it."""

import asyncio

from backend.core.jobs.handlers import Handler, Job
from backend.core.outbox import Outbox
from backend.tests.core.happenings import Greeted, Parted


class Visitors:
    def __init__(self) -> None:
        self.names: asyncio.Queue[str] = asyncio.Queue()

    @property
    def greeter(self) -> Handler:
        return Handler("greet", Greeted, self.greet, in_steps=False)

    @property
    def parting(self) -> Handler:
        return Handler("part", Parted, self.come_back, in_steps=False)

    async def come_back(self, parted: Parted, job: Job) -> None:
        await Outbox(job.session).publish(Greeted(name=parted.name))

    async def greet(self, greeted: Greeted, _: Job) -> None:
        self.names.put_nowait(greeted.name)

    async def next(self) -> str:
        return await self.names.get()
