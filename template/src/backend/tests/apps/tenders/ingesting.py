"""Has the worker's own jobs walk through the feed."""

from dataclasses import dataclass

from backend.apps.tenders.events import IngestionDue
from backend.tests.apps.tenders.feed import FakeFeed, Published
from backend.tests.harness.jobs import Publish, RunJobs


@dataclass(frozen=True)
class Ingest:
    """The verb behind the `ingest` fixture."""

    feed: FakeFeed
    publish: Publish
    run_jobs: RunJobs

    async def __call__(self, *tenders: Published) -> None:
        """Walk through the feed, which publishes these if any are given, and all that follows.

        Raises what a job raises.
        """
        if tenders:
            self.feed.publish(*tenders)
        await self.publish(IngestionDue())
        await self.run_jobs()
