"""What `make jobs` runs: shows the jobs that failed for good, and has them begin again."""

import asyncio
import sys
from argparse import ArgumentParser
from collections.abc import Collection, Sequence
from uuid import UUID

from backend.core.jobs.failures import FailedJobs
from backend.core.jobs.models import QueuedJob
from backend.core.settings import CoreSettings
from backend.runtime.lifespan import open_state
from backend.runtime.main import configure

NONE = "No job has failed for good."


def main(words: Sequence[str] | None = None) -> None:
    parser = ArgumentParser(prog="failed_jobs", description=__doc__)
    help_text = "have these begin again, or all of them if none is named"
    parser.add_argument("--again", nargs="*", type=UUID, metavar="ID", help=help_text)
    again: list[UUID] | None = parser.parse_args(words).again
    asyncio.run(tell(configure(), again))


async def tell(settings: CoreSettings, again: Collection[UUID] | None) -> None:
    async with open_state(settings) as state, state["sessionmaker"].begin() as session:
        jobs = FailedJobs(session)
        lines = await shown(jobs) if again is None else await begun(jobs, again)
    sys.stdout.write("\n".join([*lines, ""]))


async def shown(jobs: FailedJobs) -> list[str]:
    return [line_of(job) for job in await jobs.all()] or [NONE]


async def begun(jobs: FailedJobs, wanted: Collection[UUID]) -> list[str]:
    keys = await jobs.begin_again(wanted)
    unknown = [f"{key} is no job that has failed for good." for key in wanted if key not in keys]
    return [*unknown, *(f"{key} begins again." for key in keys)] or [NONE]


def line_of(job: QueuedJob) -> str:
    error = " ".join(str(job.error).split())
    return f"{job.id} {job.handler}, {job.failed_at:%Y-%m-%d %H:%M} UTC: {error}"


if __name__ == "__main__":
    main()
