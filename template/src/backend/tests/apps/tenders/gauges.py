"""Measures how much is held in memory at the moment when the feed is asked for more."""

import gc
from dataclasses import dataclass, field

from backend.apps.tenders.schemas import FeedTender
from backend.tests.harness.fakes.calls import Call


@dataclass
class Gauge:
    """A fault that is none: the feed serves, but counts the tenders that the service holds."""

    held: list[int] = field(default_factory=list)

    async def meet(self, call: Call) -> None:
        self.held.append(sum(isinstance(thing, FeedTender) for thing in gc.get_objects()))
        await call.serve()
