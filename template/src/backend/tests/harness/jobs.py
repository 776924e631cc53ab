"""What a test's code publishes, and a way to run the jobs that come of it to the end."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select
from taskiq.receiver import Receiver

from backend.core.database import Sessionmaker
from backend.core.dependencies import State
from backend.core.events import Event
from backend.core.jobs.broker import StreamBroker
from backend.core.jobs.handlers import HANDLERS, Handlers
from backend.core.jobs.models import QueuedJob
from backend.core.jobs.relay import Relay
from backend.core.jobs.runner import Runner
from backend.core.outbox import NOW, Outbox, OutboxEvent
from backend.core.settings import CoreSettings
from backend.tests.harness.clock import Clock

E = TypeVar("E", bound=Event)

# Jobs whose jobs publish what makes them anew would never come to an end.
MOST_TURNS = 1000


@dataclass(frozen=True)
class Publish:
    """The verb behind the `publish` fixture."""

    sessionmaker: Sessionmaker

    async def __call__(self, event: E, delay: timedelta = NOW) -> E:
        """Publish as an earlier request would have: in a transaction of its own, committed."""
        async with self.sessionmaker.begin() as session:
            await Outbox(session).publish(event, delay)
        return event


@dataclass(frozen=True)
class Published:
    """The verb behind the `published` fixture."""

    sessionmaker: Sessionmaker

    async def __call__(self, kind: type[E]) -> list[E]:
        """Return the events of this kind that were published and not handed on, oldest first."""
        told = select(OutboxEvent.payload).where(OutboxEvent.kind == kind.kind())
        async with self.sessionmaker() as session:
            payloads = await session.scalars(told.order_by(OutboxEvent.id))
            return [kind.model_validate(payload) for payload in payloads]


class AttentiveRunner(Runner):
    """Remembers what went wrong, besides noting it in the job's row."""

    def __init__(self, state: State, handlers: Handlers) -> None:
        super().__init__(state, handlers)
        self.errors: list[Exception] = []

    async def note(self, job: QueuedJob, error: Exception) -> None:
        self.errors.append(error)
        await super().note(job, error)


@dataclass(frozen=True)
class RunJobs:
    """The verb behind the `run_jobs` fixture."""

    state: State
    live_settings: CoreSettings
    clock: Clock
    handlers: Handlers = field(default_factory=lambda: HANDLERS)

    async def __call__(self, after: timedelta = NOW) -> None:
        """Run what is due, and what that publishes, one after the other until nothing is left.

        With `after`, so much time passes first, and what waited for it is due.
        Everything but the worker's own loop is real: outbox, relay, the stream in Redis, handlers.
        Raises what a job raised, after the others have run.
        """
        if after:
            self.clock.move(after)
        runner = AttentiveRunner(self.state, self.handlers)
        async with open_broker(self.live_settings, runner) as broker:
            await self.drain(broker)
        if runner.errors:
            raise runner.errors[0]

    async def drain(self, broker: StreamBroker) -> None:
        relay = Relay(self.state["sessionmaker"], self.handlers, broker)
        receiver = Receiver(broker, max_async_tasks=1)
        async with aclosing(broker.listen()) as messages:
            for _ in range(MOST_TURNS):
                relayed = await relay.turn()
                if not any(relayed):
                    return
                for _ in range(relayed.jobs):
                    await receiver.callback(await anext(messages))
        pytest.fail(f"After {MOST_TURNS} turns jobs still publish what makes new jobs.")


@asynccontextmanager
async def open_broker(settings: CoreSettings, runner: Runner) -> AsyncIterator[StreamBroker]:
    broker = StreamBroker(settings, runner.run)
    try:
        yield broker
    finally:
        await broker.shutdown()
