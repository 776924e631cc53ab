"""Every way in which a service lets its callers down; `Serve` is the one in which it does not."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.responses import Response

from backend.tests.harness.fakes.calls import Call, Fault

JSON = "application/json"
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Serve:
    """Nothing is wrong; it leaves a later fault to a later request."""

    async def meet(self, call: Call) -> None:
        await call.serve()


@dataclass(frozen=True)
class Fail:
    """Answers with a status and no body."""

    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    retry_after: int | None = None

    async def meet(self, call: Call) -> None:
        wait = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        await call.answer(Response(status_code=self.status, headers=wait))


@dataclass(frozen=True)
class Delay:
    """Answers as it should, after a while; not at all if the caller hangs up meanwhile."""

    seconds: float

    async def meet(self, call: Call) -> None:
        if not await call.hung_up_within(self.seconds):
            await call.serve()


@dataclass(frozen=True)
class Hang:
    """Takes the request and never answers: the caller's own patience has to end it."""

    async def meet(self, call: Call) -> None:
        await call.hung_up()


@dataclass(frozen=True)
class Drip:
    """Answers a byte at a time and never ends: no single read is slow, only the whole."""

    pause: float = 0.01

    async def meet(self, call: Call) -> None:
        await call.send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": []})
        while not await call.hung_up_within(self.pause):
            await call.send({"type": "http.response.body", "body": b" ", "more_body": True})


@dataclass(frozen=True)
class Cut:
    """Hangs up before the first byte of an answer; nothing was done."""

    async def meet(self, call: Call) -> None:
        await call.cut()


@dataclass(frozen=True)
class LoseAnswer:
    """Does what it was asked, then hangs up: the caller cannot know."""

    async def meet(self, call: Call) -> None:
        await call.rehearse()
        await call.cut()


@dataclass(frozen=True)
class BreakOff:
    """Hangs up in the middle of the answer's body."""

    async def meet(self, call: Call) -> None:
        start, body = await call.rehearse()
        half = body["body"][: len(body["body"]) // 2]
        await call.send(start)
        await call.send({**body, "body": half, "more_body": True})
        await call.cut()


@dataclass(frozen=True)
class Babble:
    """Answers with a body that is not what it says it is: broken JSON, unless another is given."""

    body: bytes = b'{"id": "'
    media_type: str = JSON

    async def meet(self, call: Call) -> None:
        await call.answer(Response(self.body, media_type=self.media_type))


@dataclass(frozen=True)
class Flood:
    """Answers with more than anyone can want, a chunk at a time, without saying how much."""

    size: int = 64 * MEBIBYTE

    async def meet(self, call: Call) -> None:
        chunk = {"type": "http.response.body", "body": b" " * MEBIBYTE, "more_body": True}
        await call.send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": []})
        for _ in range(self.size // MEBIBYTE):
            await call.send(chunk)
        await call.send({"type": "http.response.body"})


@dataclass(frozen=True)
class Meanwhile:
    """Something happens elsewhere at the very moment when the service is asked."""

    happen: Callable[[], Awaitable[None]]
    then: Fault = field(default_factory=Serve)

    async def meet(self, call: Call) -> None:
        await self.happen()
        await self.then.meet(call)


@dataclass(frozen=True)
class ServeTwice:
    """The request arrives twice, as when something on its way repeats it; one answer gets back."""

    async def meet(self, call: Call) -> None:
        await call.rehearse()
        await call.serve()
