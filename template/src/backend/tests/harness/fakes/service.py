"""A fake of somebody else's service: it answers predictably, fails on demand, and remembers."""

from collections import deque
from typing import TypeVar

from pydantic import BaseModel
from starlette.requests import Request
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from backend.tests.harness.fakes.calls import Call, Fault
from backend.tests.harness.fakes.connections import transport_of
from backend.tests.harness.fakes.faults import Serve
from backend.tests.harness.fakes.record import Asked, record

B = TypeVar("B", bound=BaseModel)


class FakeService:
    """Made anew for each test; a subclass gives the routes, and keeps its rows in itself."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.programme: deque[Fault] = deque()
        self.habit: Fault = Serve()
        self.router = Router(self.routes())

    def routes(self) -> list[Route]:
        raise NotImplementedError

    def will(self, *faults: Fault) -> None:
        """Meet the next requests with these, one each; what comes after them is served."""
        self.programme.extend(faults)

    def always(self, fault: Fault) -> None:
        """Meet every request with this one, once the programme of `will` is over."""
        self.habit = fault

    def received(self, kind: type[B], method: str = "POST") -> list[B]:
        """Return the bodies of what it was asked by `method`, in their order."""
        return [asked.read(kind) for asked in self.asked if asked.method == method]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = await record(Request(scope, receive))
        self.asked.append(asked)
        fault = self.programme.popleft() if self.programme else self.habit
        await fault.meet(Call(asked, self.router, scope, receive, send, transport_of(scope)))
