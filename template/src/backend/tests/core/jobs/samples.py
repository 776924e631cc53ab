"""Handlers of events that only tests publish; what they did is what they published."""

from asyncio import Event as Bell
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend.core.jobs.handlers import Act, Handler, Job, Steps
from backend.core.outbox import Outbox
from backend.tests.core.happenings import Greeted, Parted


class RefusedError(Exception):
    def __init__(self) -> None:
        super().__init__("Not today.")


async def answer(greeted: Greeted, job: Job) -> None:
    await Outbox(job.session).publish(Parted(name=greeted.name))


async def answer_and_stumble(greeted: Greeted, job: Job) -> None:
    await answer(greeted, job)
    raise RefusedError


async def answer_and_swallow(greeted: Greeted, job: Job) -> None:
    await answer(greeted, job)
    with suppress(DBAPIError):
        await job.session.execute(text("SELECT 1 / 0"))


async def answer_in_steps(greeted: Greeted, steps: Steps) -> None:
    async with steps.state["sessionmaker"].begin() as session:
        await Outbox(session).publish(Parted(name=greeted.name))


async def answer_in_steps_and_stumble(greeted: Greeted, steps: Steps) -> None:
    await answer_in_steps(greeted, steps)
    raise RefusedError


async def hang(_: Greeted, __: Job) -> None:
    await Bell().wait()


def handler_of(act: Act[Greeted, Job]) -> Handler:
    return Handler(act.__name__, Greeted, act, in_steps=False)


def handler_in_steps(act: Act[Greeted, Steps]) -> Handler:
    return Handler(act.__name__, Greeted, act, in_steps=True)


HANDLERS = {handler.name: handler for handler in map(handler_of, (answer, hang))}
