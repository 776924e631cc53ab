"""A job is done once, or tried again, or given up; whatever happens, its row says so."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from backend.core.clock import utc_now
from backend.core.dependencies import State
from backend.core.jobs.handlers import Handler
from backend.core.jobs.runner import JobLostError, Runner
from backend.tests.core.happenings import Parted
from backend.tests.core.jobs.samples import (
    RefusedError,
    answer,
    answer_and_stumble,
    answer_and_swallow,
    answer_in_steps,
    answer_in_steps_and_stumble,
    handler_in_steps,
    handler_of,
    hang,
)
from backend.tests.core.jobs.workshop import Queued, RunOne
from backend.tests.harness.clock import Clock
from backend.tests.harness.jobs import Published
from backend.tests.harness.logs import collected_log

HOUR = timedelta(hours=1)
LONG_AGO, FAR_AWAY = datetime(2026, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
ANSWER, STUMBLE = handler_of(answer), handler_of(answer_and_stumble)
STEPS, STUMBLE_IN_STEPS = (
    handler_in_steps(answer_in_steps),
    handler_in_steps(answer_in_steps_and_stumble),
)


@pytest.mark.parametrize("handler", [ANSWER, STEPS], ids=lambda handler: handler.name)
async def test_a_job_that_is_done_is_forgotten(
    run_one: RunOne, queued: Queued, published: Published, handler: Handler
) -> None:
    await run_one(handler)

    assert [parted.name for parted in await published(Parted)] == ["Ada"]
    assert await queued.all() == []


@pytest.mark.parametrize(
    ("handler", "kept"), [(STUMBLE, 0), (STUMBLE_IN_STEPS, 1)], ids=["at once", "in steps"]
)
async def test_a_job_that_fails_keeps_what_its_steps_committed(
    run_one: RunOne, published: Published, handler: Handler, kept: int
) -> None:
    await run_one(handler)

    assert len(await published(Parted)) == kept


async def test_a_job_that_swallows_an_error_has_failed(
    run_one: RunOne, queued: Queued, published: Published
) -> None:
    await run_one(handler_of(answer_and_swallow))

    assert "It was DivisionByZeroError: SQLSTATE 22012." in str((await queued.one()).error)
    assert await published(Parted) == []


async def test_a_job_that_fails_is_tried_again_later(run_one: RunOne, queued: Queued) -> None:
    began = utc_now()

    await run_one(STUMBLE)

    job = await queued.one()
    assert (job.attempts, job.error, job.failed_at) == (1, "RefusedError: Not today.", None)
    assert began + timedelta(seconds=5) < job.due_at == job.locked_until


@pytest.mark.parametrize(
    ("handler", "failures", "said"),
    [
        (ANSWER, 0, ("job_done", "info")),
        (STUMBLE, 0, ("job_postponed", "warning")),
        (STUMBLE, 7, ("job_given_up", "error")),
    ],
    ids=["done", "postponed", "given up"],
)
async def test_the_log_says_what_became_of_which_job(
    state: State, queued: Queued, handler: Handler, failures: int, said: tuple[str, str]
) -> None:
    job_id = await queued.add(handler.name, attempts=failures)

    with collected_log(state["settings"]) as log:
        await Runner(state, {handler.name: handler}).run(job_id)

    line = json.loads(log.getvalue())
    assert (line["event"], line["level"]) == said
    assert (line["job"], line["job_id"]) == (handler.name, str(job_id))
    assert line["attempt"] == failures + 1
    assert ("RefusedError: Not today." in line.get("exception", "")) is (handler is STUMBLE)


async def test_the_log_says_until_when_a_job_waits(state: State, queued: Queued) -> None:
    job_id = await queued.add(STUMBLE.name)

    with collected_log(state["settings"]) as log:
        await Runner(state, {STUMBLE.name: STUMBLE}).run(job_id)

    assert json.loads(log.getvalue())["until"] == (await queued.one()).due_at.isoformat()


async def test_each_pause_is_longer_up_to_an_hour(state: State) -> None:
    pauses = {attempts: Runner(state, {}).pause_after(attempts) for attempts in (1, 3, 5, 12)}

    longest = {1: timedelta(seconds=10), 3: timedelta(seconds=40), 5: timedelta(seconds=160)}
    for attempts, pause in pauses.items():
        assert longest.get(attempts, HOUR) / 2 <= pause <= longest.get(attempts, HOUR)


async def test_the_last_failure_gives_the_job_up(
    run_one: RunOne, queued: Queued, state: State
) -> None:
    await run_one(STUMBLE, attempts=state["settings"].job_attempts - 1)

    job = await queued.one()
    assert job.failed_at is not None
    assert job.error == "RefusedError: Not today."


async def test_a_job_that_kills_its_worker_is_given_up_too(
    run_one: RunOne, queued: Queued, published: Published, state: State
) -> None:
    await run_one(ANSWER, attempts=state["settings"].job_attempts)

    assert (await queued.one()).error == "WorkerDiedError: Its worker died in the last attempt."
    assert await published(Parted) == []


@pytest.mark.parametrize(
    "columns",
    [{"locked_until": FAR_AWAY}, {"failed_at": LONG_AGO}],
    ids=["another worker has it", "given up"],
)
async def test_a_job_that_is_not_to_be_done_is_left_alone(
    run_one: RunOne, queued: Queued, published: Published, columns: dict[str, object]
) -> None:
    await run_one(ANSWER, **columns)

    assert (await queued.one()).attempts == 0
    assert await published(Parted) == []


async def test_a_job_that_is_taken_is_kept_from_others_for_its_lease(
    state: State, queued: Queued, clock: Clock
) -> None:
    job_id = await queued.add(ANSWER.name)
    runner = Runner(state, {ANSWER.name: ANSWER})
    await runner.take(job_id)
    assert await runner.take(job_id) is None

    clock.move(timedelta(seconds=state["settings"].job_lease_seconds))

    taken = await runner.take(job_id)
    assert taken is not None
    assert taken.attempts == 2


async def test_a_job_is_taken_at_the_very_moment_it_is_free(
    state: State, queued: Queued, clock: Clock
) -> None:
    clock.freeze()
    job_id = await queued.add(ANSWER.name)

    assert await Runner(state, {ANSWER.name: ANSWER}).take(job_id) is not None


async def test_a_message_about_a_job_that_is_done_means_nothing(
    state: State, queued: Queued, published: Published
) -> None:
    job_id = await queued.add(ANSWER.name)
    runner = Runner(state, {ANSWER.name: ANSWER})

    await runner.run(job_id)
    await runner.run(job_id)

    assert len(await published(Parted)) == 1


async def test_a_job_of_an_unknown_handler_is_left_to_others_and_not_counted(
    state: State, queued: Queued
) -> None:
    job_id = await queued.add("weather.forecast")
    pause = timedelta(seconds=state["settings"].job_retry_seconds)
    began = utc_now()

    await Runner(state, {}).run(job_id)

    job = await queued.one()
    assert (job.attempts, job.error, job.failed_at) == (0, None, None)
    assert job.locked_until < began + pause <= job.due_at


@pytest.mark.parametrize("handler", [ANSWER, STEPS], ids=lambda handler: handler.name)
async def test_who_was_too_slow_leaves_the_job_to_the_next(
    state: State, queued: Queued, handler: Handler
) -> None:
    job_id = await queued.add(handler.name)
    runner = Runner(state, {handler.name: handler})
    slow = await runner.take(job_id)
    assert slow is not None
    await queued.take_over(job_id)

    with pytest.raises(JobLostError):
        await runner.do(slow)

    assert (await queued.one()).attempts == 2


async def test_who_was_too_slow_does_not_put_off_what_another_does(
    state: State, queued: Queued
) -> None:
    job_id = await queued.add(ANSWER.name)
    runner = Runner(state, {ANSWER.name: ANSWER})
    slow = await runner.take(job_id)
    assert slow is not None
    await queued.take_over(job_id)

    await runner.note(slow, RefusedError())

    assert (await queued.one()).error is None


async def test_a_job_may_take_half_of_its_lease(state: State, queued: Queued) -> None:
    handler = handler_of(hang)
    # Half of it is time enough to take the job, on a machine that has much else to do.
    impatient = state["settings"].model_copy(update={"job_lease_seconds": 1})
    job_id = await queued.add(handler.name)

    await Runner({**state, "settings": impatient}, {handler.name: handler}).run(job_id)

    assert (await queued.one()).error == "TimeoutError: "
