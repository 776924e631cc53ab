"""The process ends within its bound, whatever its clients, threads and resources do."""

import re
import signal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.outbox import OutboxEvent
from backend.core.settings import CoreSettings
from backend.runtime.shutdown import CLOSE_SECONDS, FORCED, bound_shutdown, longest_end
from backend.tests.harness.servers.places import CHECKOUT
from backend.tests.harness.settings import settings_for_tests
from backend.tests.runtime.environment import environment_of
from backend.tests.runtime.hanging import BEGUN, ENDED, MAIN, STUCK
from backend.tests.runtime.processes import service_in

GET = "GET {} HTTP/1.1\r\nHost: here\r\n\r\n"
HALF_A_BODY = "POST {} HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nhalf"
# What uvicorn is told in seconds, as the image tells it.
PATIENCE = ("--timeout-graceful-shutdown", "1")
TOLD = re.compile(r'"--timeout-graceful-shutdown", "(\d+)"')
GRANTED = re.compile(r"stop_grace_period: (\d+)s")


@pytest.mark.slow
@pytest.mark.committed
@pytest.mark.parametrize(
    "request_text",
    [
        GET.format("/hanging/transactions"),
        GET.format("/hanging/streams"),
        GET.format("/hanging/threads"),
        HALF_A_BODY.format("/hanging/bodies"),
    ],
    ids=["transaction", "stream", "thread", "body"],
)
async def test_a_request_that_does_not_end_is_cut_off(
    live_settings: CoreSettings, tmp_path: Path, session: AsyncSession, request_text: str
) -> None:
    with service_in(tmp_path, environment_of(live_settings), MAIN, *PATIENCE) as service:
        connection = service.send(request_text)
        service.until(BEGUN)
        service.process.terminate()

        assert service.end() == -signal.SIGTERM
        connection.close()

    assert "Application shutdown complete." in service.log
    assert (await session.scalars(select(OutboxEvent))).all() == []


@pytest.mark.slow
async def test_a_transaction_that_is_cut_off_is_unwound(
    live_settings: CoreSettings, tmp_path: Path
) -> None:
    with service_in(tmp_path, environment_of(live_settings), MAIN, *PATIENCE) as service:
        connection = service.send(GET.format("/hanging/transactions"))
        service.until(BEGUN)
        service.stop()
        connection.close()

    assert ENDED in service.log


@pytest.mark.slow
def test_a_resource_that_does_not_close_is_left_behind(
    settings: CoreSettings, tmp_path: Path
) -> None:
    hasty = {**environment_of(settings), "SHUTDOWN_SECONDS": "0.1"}
    with service_in(tmp_path, hasty, STUCK) as service:
        service.url()
        service.process.terminate()

        assert service.end() == FORCED

    assert BEGUN in service.log
    assert "shutdown_forced" in service.log


def test_a_process_that_serves_nothing_ends_as_ever(settings: CoreSettings) -> None:
    bound_shutdown(settings)

    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_the_image_and_compose_say_the_same_bound() -> None:
    settings = settings_for_tests()
    image, compose = (next(CHECKOUT.glob(name)) for name in ("Dockerfile*", "compose.yaml*"))

    told = [int(seconds) for seconds in TOLD.findall(image.read_text())]
    granted = [int(seconds) for seconds in GRANTED.findall(compose.read_text())]

    assert told == [settings.shutdown_seconds]
    assert longest_end(settings) == settings.shutdown_seconds + CLOSE_SECONDS
    assert granted
    assert min(granted) > longest_end(settings)
