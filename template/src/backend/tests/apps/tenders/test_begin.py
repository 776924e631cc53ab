"""Somebody has to begin; whoever begins again changes nothing."""

import sys
from asyncio import create_subprocess_exec, to_thread
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.tenders import begin
from backend.apps.tenders.events import IngestionDue
from backend.core.clock import utc_now
from backend.core.outbox import OutboxEvent
from backend.core.settings import CoreSettings
from backend.tests.harness.jobs import Published
from backend.tests.harness.servers.places import SOURCE


@pytest.mark.committed
async def test_the_first_walk_is_due_at_once(
    live_settings: CoreSettings, session: AsyncSession
) -> None:
    await begin.begin(live_settings)

    (begun,) = await session.scalars(select(OutboxEvent))
    assert begun.kind == IngestionDue.kind()
    assert begun.due_at <= utc_now()


@pytest.mark.committed
async def test_the_command_reads_the_file_beside_it(
    live_environment: dict[str, str],
    published: Published,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [f"{name}={value}" for name, value in live_environment.items() if value]
    (tmp_path / ".env").write_text("\n".join(lines))
    for name in live_environment:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    await to_thread(begin.main)

    assert len(await published(IngestionDue)) == 1


@pytest.mark.slow
@pytest.mark.committed
async def test_it_is_begun_once_however_often_somebody_begins(
    live_settings: CoreSettings,
    live_environment: dict[str, str],
    published: Published,
    tmp_path: Path,
) -> None:
    variables = {**live_environment, "PYTHONPATH": str(SOURCE)}
    command = (sys.executable, "-m", begin.__name__)

    process = await create_subprocess_exec(*command, cwd=tmp_path, env=variables)
    assert await process.wait() == 0
    await begin.begin(live_settings)

    assert len(await published(IngestionDue)) == 1
