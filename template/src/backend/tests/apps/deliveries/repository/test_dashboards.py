"""A dashboard is counted once, until a delivery changes; and always, while Redis is away."""

import json
from pathlib import Path
from uuid import UUID

from redis.asyncio import Redis

from backend.apps.deliveries.repository.dashboards import Dashboards
from backend.apps.deliveries.schemas import Counts, DashboardRead
from backend.core.settings import CoreSettings
from backend.tests.harness.logs import collected_log
from backend.tests.harness.spare_redis import open_spare_redis

MINE, THEIRS = UUID(int=1), UUID(int=2)


class Counter:
    """Counts one more each time it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self) -> DashboardRead:
        self.asked += 1
        return DashboardRead(total=Counts(sent=self.asked), days=[])


async def test_what_was_counted_is_kept(dashboards: Dashboards) -> None:
    counter = Counter()

    first = await dashboards.through(MINE, 30, counter)
    second = await dashboards.through(MINE, 30, counter)

    assert first == second == DashboardRead(total=Counts(sent=1), days=[])
    assert counter.asked == 1


async def test_each_organization_and_time_is_kept_for_itself(dashboards: Dashboards) -> None:
    counter = Counter()

    for organization_id, days in ((MINE, 30), (MINE, 7), (THEIRS, 30), (MINE, 30)):
        await dashboards.through(organization_id, days, counter)

    assert counter.asked == 3


async def test_a_change_is_counted_anew(dashboards: Dashboards) -> None:
    counter = Counter()
    await dashboards.through(MINE, 30, counter)
    await dashboards.through(THEIRS, 30, counter)

    await dashboards.forget(MINE)

    assert (await dashboards.through(MINE, 30, counter)).total.sent == 3
    assert (await dashboards.through(THEIRS, 30, counter)).total.sent == 2


async def test_who_counted_before_a_change_keeps_nothing_old(dashboards: Dashboards) -> None:
    counter = Counter()

    async def count_and_be_overtaken() -> DashboardRead:
        counted = await counter()
        await dashboards.forget(MINE)
        return counted

    await dashboards.through(MINE, 30, count_and_be_overtaken)

    assert (await dashboards.through(MINE, 30, counter)).total.sent == 2


async def test_everything_that_is_kept_expires(dashboards: Dashboards, redis: Redis) -> None:
    await dashboards.through(MINE, 30, Counter())
    await dashboards.forget(MINE)
    await dashboards.through(MINE, 30, Counter())

    lifetimes = sorted([await redis.ttl(key) for key in await redis.keys("dashboard:*")])

    assert len(lifetimes) == 3
    assert 0 < lifetimes[0] <= lifetimes[1] <= dashboards.seconds < lifetimes[2]


async def test_without_redis_it_is_counted(lost_dashboards: Dashboards) -> None:
    counter = Counter()

    for _ in range(2):
        await lost_dashboards.through(MINE, 30, counter)

    assert counter.asked == 2


async def test_the_log_says_that_nothing_was_kept(
    lost_dashboards: Dashboards, settings: CoreSettings
) -> None:
    counted = DashboardRead(total=Counts(), days=[])

    with collected_log(settings) as log:
        await lost_dashboards.through(MINE, 30, Counter())
        await lost_dashboards.keep("dashboard:mine", counted)

    lines = list(map(json.loads, log.getvalue().splitlines()))
    assert [line["event"] for line in lines] == ["dashboard_not_cached"] * 2
    assert [line["cause"] for line in lines] == ["ConnectionError"] * 2
    assert all("127.0.0.1" in line["detail"] for line in lines)


async def test_a_redis_that_dies_meanwhile_changes_nothing(tmp_path: Path) -> None:
    async with open_spare_redis(tmp_path) as spare, Redis.from_url(spare.url) as redis:

        async def count_while_it_dies() -> DashboardRead:
            await spare.kill()
            return await Counter()()

        dashboard = await Dashboards(redis, 60).through(MINE, 30, count_while_it_dies)

    assert dashboard.total.sent == 1
