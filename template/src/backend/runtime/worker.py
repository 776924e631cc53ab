"""Does the jobs that follow from what the API and other jobs publish: `make worker`."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from taskiq.acks import AcknowledgeType
from taskiq.receiver import Receiver

from backend.apps import registry  # noqa: F401 - importing it makes every handler known
from backend.core.dependencies import State
from backend.core.jobs.broker import StreamBroker
from backend.core.jobs.handlers import HANDLERS, Handlers
from backend.core.jobs.outages import Outage
from backend.core.jobs.relay import Relay, Relayed
from backend.core.jobs.runner import Runner
from backend.core.settings import CoreSettings
from backend.runtime.lifespan import open_state
from backend.runtime.main import configure
from backend.runtime.shutdown import end_by_force_after, longest_end

NOTHING = Relayed(0, 0)

log = structlog.get_logger(__name__)


class Worker:
    """Relays and runs, until it is told to end; then it finishes the jobs that it has begun.

    One that takes longer than `shutdown_seconds` is cancelled, and due at once for the next worker.
    """

    def __init__(self, state: State, handlers: Handlers) -> None:
        self.settings = state["settings"]
        self.handlers = handlers
        self.runner = Runner(state, handlers)
        self.broker = StreamBroker(self.settings, self.run)
        self.relay = Relay(state["sessionmaker"], handlers, self.broker)
        self.ending = asyncio.Event()
        self.news = asyncio.Event()
        self.outage = Outage("relay")
        # Each job, with the task that takes its message off the stream when it has ended.
        self.running: dict[asyncio.Task[None], asyncio.Task[Any] | None] = {}

    async def work(self) -> None:
        log.info("worker_started", handlers=sorted(self.handlers))
        async with asyncio.TaskGroup() as tasks:
            relaying = tasks.create_task(self.keep_relaying())
            await self.listen()
            await self.give_back()
            # A turn that waits for a server is one transaction: another worker takes it.
            relaying.cancel()
        await self.broker.shutdown()
        log.info("worker_stopped")

    def end(self) -> None:
        log.info("worker_stopping")
        self.ending.set()
        self.news.set()

    async def listen(self) -> None:
        receiver = Receiver(
            self.broker,
            max_async_tasks=self.settings.worker_jobs,
            ack_type=AcknowledgeType.WHEN_EXECUTED,
            wait_tasks_timeout=self.settings.shutdown_seconds,
        )
        await receiver.listen(self.ending)

    async def run(self, job_id: UUID) -> None:
        job = asyncio.create_task(self.runner.run(job_id))
        self.running[job] = asyncio.current_task()
        job.add_done_callback(self.running.pop)
        await asyncio.wait([job])
        # What was given back has ended as well: its message means nothing any more.
        if not job.cancelled():
            job.result()
        # It may have published; nobody waits for the relay's next turn then.
        self.news.set()

    async def give_back(self) -> None:
        messages = [task for task in self.running.values() if task is not None]
        for job in self.running:
            job.cancel()
        await asyncio.gather(*messages, return_exceptions=True)

    async def keep_relaying(self) -> None:
        while not self.ending.is_set():
            self.news.clear()
            if not any(await self.relayed()):
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.news.wait(), self.settings.relay_seconds)

    async def relayed(self) -> Relayed:
        try:
            relayed = await self.relay.turn()
        except Exception as error:  # noqa: BLE001 - the next turn may find it mended
            self.outage.note(error)
            return NOTHING
        self.outage.end()
        return relayed


async def work(settings: CoreSettings, asked_to_end: Callable[[], object]) -> None:
    async with open_state(settings) as state:
        worker = Worker(state, HANDLERS)

        def end() -> None:
            asked_to_end()
            worker.end()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, end)
        await worker.work()


def main() -> None:
    settings = configure()
    asyncio.run(work(settings, partial(end_by_force_after, longest_end(settings))))


if __name__ == "__main__":
    main()
