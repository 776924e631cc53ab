"""A person reads what failed for good, a line for each, and says what shall begin again."""

from asyncio import to_thread
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from backend.core.jobs.models import QueuedJob
from backend.core.settings import CoreSettings
from backend.runtime import failed_jobs
from backend.runtime.failed_jobs import NONE, line_of, main, tell
from backend.tests.harness.persistence import Persist
from backend.tests.runtime.environment import lead_to

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOBODYS = UUID(int=0)
ERROR = "RefusedError: Not\ntoday."


def failed_job() -> QueuedJob:
    return QueuedJob(
        handler="weather.forecast",
        payload={},
        due_at=NOON,
        locked_until=NOON,
        attempts=8,
        error=ERROR,
        failed_at=NOON,
    )


@pytest.mark.committed
async def test_each_has_a_line(
    persist: Persist, live_settings: CoreSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    job = await persist(failed_job())

    await tell(live_settings, again=None)

    said = f"{job.id} weather.forecast, 2026-11-21 12:00 UTC: RefusedError: Not today."
    assert capsys.readouterr().out.splitlines() == [said] == [line_of(job)]


@pytest.mark.committed
async def test_all_of_them_begin_again_at_a_word(
    persist: Persist, live_settings: CoreSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = [await persist(failed_job()) for _ in range(2)]

    await tell(live_settings, again=[])
    await tell(live_settings, again=None)

    *begun, left = capsys.readouterr().out.splitlines()
    assert sorted(begun) == sorted(f"{job.id} begins again." for job in jobs)
    assert left == NONE


@pytest.mark.committed
async def test_what_nobody_knows_is_named(
    persist: Persist, live_settings: CoreSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    job = await persist(failed_job())

    await tell(live_settings, again=[NOBODYS, job.id])

    assert capsys.readouterr().out.splitlines() == [
        f"{NOBODYS} is no job that has failed for good.",
        f"{job.id} begins again.",
    ]


@pytest.mark.validation
def test_what_is_no_key_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--again", "the-last-one"])

    assert "invalid UUID value: 'the-last-one'" in capsys.readouterr().err


@pytest.mark.committed
async def test_a_command_reads_the_settings_and_does_as_it_is_told(
    env_file: Path,
    persist: Persist,
    live_settings: CoreSettings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lead_to(live_settings, env_file)
    wanted, other = [await persist(failed_job()) for _ in range(2)]

    await to_thread(main, ["--again", str(wanted.id)])
    await to_thread(main, [])

    assert capsys.readouterr().out.splitlines() == [f"{wanted.id} begins again.", line_of(other)]


def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    said = " ".join(capsys.readouterr().out.split())
    assert "usage: failed_jobs [-h] [--again [ID ...]]" in said
    assert f" {failed_jobs.__doc__} " in said
    assert " have these begin again, or all of them if none is named" in said
