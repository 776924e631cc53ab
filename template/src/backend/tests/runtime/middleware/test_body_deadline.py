"""A body that takes too long is refused; what comes after it may take any time."""

import asyncio
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from backend.core.settings import CoreSettings
from backend.runtime.middleware.body_deadline import BodyDeadlineMiddleware, RequestTooSlowError
from backend.tests.runtime.environment import environment_of
from backend.tests.runtime.hanging import MAIN
from backend.tests.runtime.processes import service_in

# In seconds: over before it begins.
AT_ONCE = 1e-9
HALF_A_BODY = "POST /hanging/bodies HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nhalf"
HALF: Message = {"type": "http.request", "body": b"half", "more_body": True}
ALL: Message = {"type": "http.request", "body": b"all", "more_body": False}
GONE: Message = {"type": "http.disconnect"}


class Reader:
    """An application that reads a body, and then waits for the client to leave."""

    def __init__(self, *messages: Message) -> None:
        self.messages: asyncio.Queue[Message] = asyncio.Queue()
        self.has_all = asyncio.Event()
        for message in messages:
            self.messages.put_nowait(message)

    async def __call__(self, _: Scope, receive: Receive, __: Send) -> None:
        while (await receive()).get("more_body"):
            """The next part may still come in time."""
        self.has_all.set()
        await receive()

    async def serve(self) -> None:
        app = BodyDeadlineMiddleware(self, AT_ONCE)
        await app({"type": "http"}, self.messages.get, self.send)

    async def send(self, _: Message) -> None:
        """Nothing is answered here."""


async def test_a_client_may_stay_for_any_time_after_its_body() -> None:
    reader = Reader(ALL)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(reader.serve())
        await reader.has_all.wait()
        reader.messages.put_nowait(GONE)


@pytest.mark.validation
async def test_a_body_that_does_not_come_to_its_end_is_refused() -> None:
    with pytest.raises(RequestTooSlowError):
        await Reader(HALF).serve()


@pytest.mark.slow
@pytest.mark.validation
def test_who_is_too_slow_is_told_and_hung_up_on(settings: CoreSettings, tmp_path: Path) -> None:
    impatient = {**environment_of(settings), "REQUEST_BODY_SECONDS": "0.1"}
    with (
        service_in(tmp_path, impatient, MAIN) as service,
        service.send(HALF_A_BODY) as connection,
        connection.makefile("rb") as answer,
    ):
        everything = answer.read().decode()

    assert everything.startswith("HTTP/1.1 408 ")
    assert '"type":"request-too-slow"' in everything
