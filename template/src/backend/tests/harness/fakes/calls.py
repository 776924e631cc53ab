"""A request on its way through a fake: what was asked, and every way to deal with it."""

from asyncio import Transport, wait_for
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.tests.harness.fakes.record import Asked


@dataclass(frozen=True)
class Call:
    """Holds the service's own app too, for the faults that let it work before they strike."""

    asked: Asked
    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    transport: Transport

    async def serve(self, send: Send | None = None) -> None:
        """Have the service answer as if nothing were wrong."""
        await self.app(self.scope, replaying(self.asked.body), send or self.send)

    async def rehearse(self) -> list[Message]:
        """Have the service do its work and keep the answer back."""
        answer: list[Message] = []
        await self.serve(appending_to(answer))
        return answer

    async def answer(self, response: Response) -> None:
        await response(self.scope, self.receive, self.send)

    async def cut(self) -> None:
        """Hang up without a word, as a process that is killed does."""
        self.transport.abort()
        await self.hung_up()

    async def hung_up(self) -> None:
        """Wait until nobody is there any more who could be answered."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def hung_up_within(self, seconds: float) -> bool:
        try:
            await wait_for(self.hung_up(), seconds)
        except TimeoutError:
            return False
        return True


class Fault(Protocol):
    """Something that a service does instead of answering as it should."""

    async def meet(self, call: Call) -> None: ...


def replaying(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def appending_to(answer: list[Message]) -> Callable[[Message], Awaitable[None]]:
    async def send(message: Message) -> None:
        answer.append(message)

    return send
