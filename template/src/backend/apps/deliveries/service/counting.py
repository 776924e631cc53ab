"""Makes a dashboard of what was counted."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from backend.apps.deliveries.schemas import Counts, DashboardRead, DayCounts
from backend.apps.deliveries.values import DeliveryState
from backend.core.clock import utc_now

Counted: TypeAlias = tuple[date, DeliveryState, int]


def beginning_of(days: int) -> datetime:
    """Midnight in UTC before the first of so many days, of which today is the last."""
    now = utc_now()
    return datetime.combine(now.date() - timedelta(days=days - 1), time.min, now.tzinfo)


def dashboard_of(counted: Iterable[Counted]) -> DashboardRead:
    """Days come in the order in which they are counted."""
    days: dict[date, dict[str, int]] = {}
    total = dict.fromkeys(DeliveryState, 0)
    for day, state, count in counted:
        days.setdefault(day, {})[state] = count
        total[state] += count
    return DashboardRead(
        total=Counts.model_validate(total),
        days=[DayCounts(day=day, **counts) for day, counts in days.items()],
    )
