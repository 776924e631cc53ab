"""A dashboard counts its days and sums them up."""

from datetime import UTC, date, datetime

import pytest

from backend.apps.deliveries.schemas import Counts, DashboardRead, DayCounts
from backend.apps.deliveries.service.counting import beginning_of, dashboard_of
from backend.apps.deliveries.values import DeliveryState
from backend.tests.harness.clock import Clock

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def test_what_is_counted_is_summed_up() -> None:
    counted = [
        (TUESDAY, DeliveryState.SENT, 3),
        (TUESDAY, DeliveryState.FAILED, 1),
        (MONDAY, DeliveryState.SENT, 2),
    ]

    dashboard = dashboard_of(counted)

    assert dashboard == DashboardRead(
        total=Counts(sent=5, failed=1),
        days=[DayCounts(day=TUESDAY, sent=3, failed=1), DayCounts(day=MONDAY, sent=2)],
    )


def test_every_state_is_counted() -> None:
    counted = [(MONDAY, state, 1) for state in DeliveryState]

    assert dashboard_of(counted).total == Counts(pending=1, sending=1, sent=1, failed=1)


def test_nothing_is_counted_too() -> None:
    assert dashboard_of([]) == DashboardRead(total=Counts(), days=[])


@pytest.mark.parametrize(
    ("now", "days", "beginning"),
    [
        (datetime(2026, 11, 24, 12, tzinfo=UTC), 1, datetime(2026, 11, 24, tzinfo=UTC)),
        (datetime(2026, 11, 24, tzinfo=UTC), 1, datetime(2026, 11, 24, tzinfo=UTC)),
        (datetime(2026, 3, 1, 23, 59, tzinfo=UTC), 2, datetime(2026, 2, 28, tzinfo=UTC)),
    ],
    ids=["at noon", "at midnight", "over the end of a month"],
)
def test_so_many_days_begin_at_midnight(
    clock: Clock, now: datetime, days: int, beginning: datetime
) -> None:
    clock.freeze(now)

    assert beginning_of(days) == beginning
