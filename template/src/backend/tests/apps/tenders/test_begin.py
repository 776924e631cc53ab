"""Somebody has to begin; whoever begins again changes nothing."""

import sys
from asyncio import create_subprocess_exec
from pathlib import Path

import pytest

from backend.apps.tenders import begin
from backend.apps.tenders.events import IngestionDue
from backend.core.settings import CoreSettings
from backend.tests.harness.jobs import Published
from backend.tests.harness.servers.places import SOURCE
from backend.tests.harness.workers import environment_of


@pytest.mark.slow
@pytest.mark.committed
async def test_it_is_begun_once_however_often_somebody_begins(
    settings: CoreSettings, live_settings: CoreSettings, published: Published, tmp_path: Path
) -> None:
    variables = {**environment_of(settings, live_settings), "PYTHONPATH": str(SOURCE)}
    command = (sys.executable, "-m", begin.__name__)

    process = await create_subprocess_exec(*command, cwd=tmp_path, env=variables)
    assert await process.wait() == 0
    await begin.begin(live_settings)

    assert len(await published(IngestionDue)) == 1
