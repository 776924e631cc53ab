"""What no handler of this release is for is told once, with a count, as long as it waits."""

import json
from datetime import timedelta

from sqlalchemy import delete

from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.jobs.models import QueuedJob
from backend.core.jobs.strangers import LOOK_AGAIN_AFTER, Strangers
from backend.core.settings import CoreSettings
from backend.tests.core.happenings import Greeted, Whispered
from backend.tests.core.jobs.workshop import Queued
from backend.tests.harness.clock import Clock
from backend.tests.harness.jobs import Publish
from backend.tests.harness.logs import collected_log


def looker(sessionmaker: Sessionmaker) -> Strangers:
    return Strangers(sessionmaker, {Greeted.kind()}, {"answer"})


async def test_events_and_jobs_that_wait_are_counted_by_kind(
    sessionmaker: Sessionmaker, publish: Publish, queued: Queued
) -> None:
    for event in (Greeted(name="Ada"), Whispered(), Whispered()):
        await publish(event)
    for handler in ("answer", "weather.forecast"):
        await queued.add(handler)
    await queued.add("weather.forecast", failed_at=utc_now())

    assert await looker(sessionmaker).count() == {"Whispered": 2, "weather.forecast": 1}


async def test_a_kind_is_told_once_as_long_as_it_waits(
    sessionmaker: Sessionmaker, queued: Queued, settings: CoreSettings, clock: Clock
) -> None:
    strangers = looker(sessionmaker)
    await queued.add("weather.forecast")

    with collected_log(settings) as log:
        for _ in range(3):
            await strangers.look()
            clock.move(LOOK_AGAIN_AFTER)

    line = json.loads(log.getvalue())
    assert (line["event"], line["level"]) == ("unknown_kind_waits", "warning")
    assert (line["kind"], line["count"]) == ("weather.forecast", 1)


async def test_a_kind_that_comes_back_is_told_again(
    sessionmaker: Sessionmaker, queued: Queued, settings: CoreSettings, clock: Clock
) -> None:
    strangers = looker(sessionmaker)

    with collected_log(settings) as log:
        for handlers in (1, 0, 1):
            async with sessionmaker.begin() as session:
                await session.execute(delete(QueuedJob))
            for _ in range(handlers):
                await queued.add("weather.forecast")
            await strangers.look()
            clock.move(LOOK_AGAIN_AFTER)

    assert len(log.getvalue().splitlines()) == 2


async def test_they_are_not_counted_at_each_turn(
    sessionmaker: Sessionmaker, queued: Queued, settings: CoreSettings, clock: Clock
) -> None:
    clock.freeze()
    strangers = looker(sessionmaker)
    await strangers.look()
    await queued.add("weather.forecast")

    with collected_log(settings) as log:
        clock.move(LOOK_AGAIN_AFTER - timedelta(seconds=1))
        await strangers.look()

    assert log.getvalue() == ""
