"""A worker that also has handlers of its own, as if an app had them: `python -m` runs it."""

import asyncio

import structlog

from backend.core.jobs.handlers import Handler, Job, on
from backend.runtime.worker import main
from backend.tests.core.happenings import Greeted, Parted

MODULE = "backend.tests.runtime.working"
GREET = "working.hang_once"
BEGUN, HASTY = "begun", "Grace"

log = structlog.get_logger(__name__)


async def hang_once(greeted: Greeted, job: Job) -> None:
    """Take for ever the first time, and no time at all afterwards or for those in a hurry."""
    is_first = await job.state["redis"].set(f"greeted:{greeted.name}", "once", nx=True, ex=60)
    log.info(BEGUN)
    if is_first and greeted.name != HASTY:
        await asyncio.Event().wait()


async def wait_to_be_told(parted: Parted, job: Job) -> None:
    """Be busy until the test says that this may end."""
    log.info(BEGUN)
    await job.state["redis"].blpop([parted.name])


HANDLERS = {GREET: Handler(GREET, Greeted, hang_once, in_steps=False)}

if __name__ == "__main__":
    # Named after this file whoever runs it, as an app's handlers are.
    for act in (hang_once, wait_to_be_told):
        act.__module__ = MODULE
    on(Greeted)(hang_once)
    on(Parted)(wait_to_be_told)
    main()
