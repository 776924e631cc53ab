"""Jobs run to the end inside a test, as a worker would run them, and none fails unseen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from backend.core.database import Sessionmaker
from backend.core.jobs.handlers import HANDLERS, Handler, Job
from backend.core.jobs.relay import BATCH
from backend.core.outbox import Outbox
from backend.tests.core.happenings import Greeted, Parted
from backend.tests.core.jobs.samples import (
    RefusedError,
    answer,
    answer_and_stumble,
    handler_of,
)
from backend.tests.harness import jobs
from backend.tests.harness.jobs import Publish, Published, RunJobs


class Diary:
    """A handler that writes down what it hears of."""

    def __init__(self) -> None:
        self.names: list[str] = []

    async def note(self, parted: Parted, _: Job) -> None:
        self.names.append(parted.name)

    @property
    def handler(self) -> Handler:
        return Handler("note", Parted, self.note, in_steps=False)


def with_handlers(run_jobs: RunJobs, *handlers: Handler) -> RunJobs:
    """Return what runs these jobs, and none of the service's own."""
    return replace(run_jobs, handlers={handler.name: handler for handler in handlers})


async def greet_again(greeted: Greeted, job: Job) -> None:
    await Outbox(job.session).publish(Greeted(name=greeted.name))


async def test_jobs_run_and_what_they_publish_too(run_jobs: RunJobs, publish: Publish) -> None:
    diary = Diary()
    await publish(Greeted(name="Ada"))
    await publish(Greeted(name="Grace"))

    await with_handlers(run_jobs, handler_of(answer), diary.handler)()

    assert sorted(diary.names) == ["Ada", "Grace"]


async def test_more_jobs_run_than_one_turn_hands_on(
    run_jobs: RunJobs, sessionmaker: Sessionmaker
) -> None:
    diary = Diary()
    async with sessionmaker.begin() as session:
        for number in range(BATCH + 1):
            await Outbox(session).publish(Parted(name=f"{number:03}"))

    await with_handlers(run_jobs, diary.handler)()

    assert len(set(diary.names)) == BATCH + 1


async def test_what_waits_runs_when_its_time_has_come(run_jobs: RunJobs, publish: Publish) -> None:
    diary = Diary()
    note_names = with_handlers(run_jobs, diary.handler)
    await publish(Parted(name="Ada"), delay=timedelta(days=1))
    await note_names()
    assert diary.names == []

    await note_names(after=timedelta(days=1))

    assert diary.names == ["Ada"]


async def test_a_job_that_fails_fails_the_test(
    run_jobs: RunJobs, publish: Publish, published: Published
) -> None:
    await publish(Greeted(name="Ada"))

    with pytest.raises(RefusedError):
        await with_handlers(run_jobs, handler_of(answer_and_stumble))()

    assert await published(Parted) == []


async def test_jobs_without_an_end_are_found_out(
    run_jobs: RunJobs, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_TURNS", 3)
    await publish(Greeted(name="Ada"))

    with pytest.raises(pytest.fail.Exception, match="After 3 turns jobs still publish"):
        await with_handlers(run_jobs, handler_of(greet_again))()


async def test_the_services_own_jobs_are_run(run_jobs: RunJobs, publish: Publish) -> None:
    """Whatever these are, they know nothing of a greeting."""
    await publish(Greeted(name="Ada"))

    await run_jobs()

    assert run_jobs.handlers is HANDLERS
