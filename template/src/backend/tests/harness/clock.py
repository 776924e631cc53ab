"""Time that a test stops and moves.

It is Python's time: what `core/clock.py` gives, and whatever else asks Python for it. The section
"What happens later" of docs/testing.md lists what keeps to the real one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import time_machine

# time-machine sets the process's TZ for a moment in UTC or in a named zone, for others it does not.
NAMELESS = timezone(timedelta(hours=1))


class Clock:
    """The verbs behind the `clock` fixture; until one is used, time is what it is."""

    def __init__(self) -> None:
        self.journeys: list[time_machine.travel] = []
        self.traveller: time_machine.Traveller | None = None

    def freeze(self, at: datetime | None = None) -> datetime:
        """Stop time, here or at another moment, and return when that is; the zone stays."""
        moment = at or datetime.now(UTC)
        self.travel(moment, tick=False)
        return moment

    def move(self, by: timedelta) -> datetime:
        """Go forward or back and return when that is; time goes on there unless it was frozen."""
        if self.traveller is None:
            self.travel(datetime.now(UTC) + by, tick=True)
        else:
            self.traveller.shift(by)
        return datetime.now(UTC)

    def travel(self, to: datetime, *, tick: bool) -> None:
        aware = to if to.tzinfo else to.replace(tzinfo=UTC)
        journey = time_machine.travel(aware.astimezone(NAMELESS), tick=tick)
        self.traveller = journey.start()
        self.journeys.append(journey)

    def come_back(self) -> None:
        while self.journeys:
            self.journeys.pop().stop()


@contextmanager
def open_clock() -> Iterator[Clock]:
    clock = Clock()
    try:
        yield clock
    finally:
        clock.come_back()
