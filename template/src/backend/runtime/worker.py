"""What `make worker` runs: does the jobs that follow from what the API and other jobs publish."""

import asyncio
import signal
from contextlib import suppress
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

NOTHING = Relayed(0, 0)

log = structlog.get_logger(__name__)


class Worker:
    """Relays and runs, until it is told to end; then it finishes the jobs that it has begun."""

    def __init__(self, state: State, handlers: Handlers) -> None:
        self.settings = state["settings"]
        self.handlers = handlers
        self.runner = Runner(state, handlers)
        self.broker = StreamBroker(self.settings, self.run)
        self.relay = Relay(state["sessionmaker"], handlers, self.broker)
        self.ending = asyncio.Event()
        self.news = asyncio.Event()
        self.outage = Outage("relay")

    async def work(self) -> None:
        log.info("worker_started", handlers=sorted(self.handlers))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.listen())
            tasks.create_task(self.keep_relaying())
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
            wait_tasks_timeout=self.settings.job_lease_seconds / 2,
        )
        await receiver.listen(self.ending)

    async def run(self, job_id: UUID) -> None:
        await self.runner.run(job_id)
        # It may have published; nobody waits for the relay's next turn then.
        self.news.set()

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


async def work(settings: CoreSettings) -> None:
    async with open_state(settings) as state:
        worker = Worker(state, HANDLERS)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.end)
        await worker.work()


def main() -> None:
    asyncio.run(work(configure()))


if __name__ == "__main__":
    main()
