"""What somebody else does to a run meanwhile."""

from collections.abc import Awaitable, Callable

from backend.apps.tenders.repository.feed_runs import FeedRunRepository
from backend.core.clock import utc_now
from backend.core.database import Sessionmaker


def give_up(sessionmaker: Sessionmaker) -> Callable[[], Awaitable[None]]:
    """Return what gives up every run there is."""

    async def change() -> None:
        async with sessionmaker.begin() as session:
            await FeedRunRepository(session).abandon_before(utc_now())

    return change
