"""Holds every answer of a service to what its OpenAPI document declares."""

from collections.abc import Callable
from functools import lru_cache

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from backend.tests.harness.contracts.answers import BODILESS, Reader
from backend.tests.harness.contracts.operations import Operation, operations_of

SHOWN = 200
UNDECLARED = "which its OpenAPI document does not declare ({}): add it to `responses=`."
# The answers that this process has seen, as "GET /v1/me 200" or "GET /v1/me 4XX", as declared:
# what a full run reports on.
SEEN: set[str] = set()


class Contract:
    """What one service promises."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.operations = {
            (id(operation.context.original_route), operation.path, operation.method): operation
            for operation in operations_of(app)
        }

    def operation_of(self, scope: Scope) -> Operation | None:
        """Return the operation that served a request, or None where none is declared.

        The framework leaves the route in the scope. Where something around the routes has
        answered, its own matching says which of them was asked for.
        """
        if (route := scope.get("route")) is None:
            return self.operations.get((*self.asked_for(scope), scope["method"]))
        context = scope.get("fastapi", {}).get("effective_route_context")
        served = context if getattr(context, "original_route", None) is route else route
        return self.operations.get((id(route), getattr(served, "path_format", ""), scope["method"]))

    def asked_for(self, scope: Scope) -> tuple[int, str]:
        for context in iter_route_contexts(self.app.routes):
            if context.matches(scope)[0] is Match.FULL:
                return id(context.original_route), context.path_format or ""
        return 0, ""


@lru_cache(maxsize=8)
def contract_of(app: FastAPI) -> Contract:
    return Contract(app)


class Checked:
    """Serves `app`, and tells a sentence about each answer that is not as declared."""

    def __init__(self, app: FastAPI, tell: Callable[[str], object]) -> None:
        self.app = app
        self.tell = tell
        self.contract = contract_of(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(self.contract, scope)

        async def observed(message: Message) -> None:
            exchange.observe(message)
            await send(message)

        try:
            await self.app(scope, receive, observed)
        finally:
            # An endless stream ends with its client, and what was wrong until then is told too.
            if sentence := exchange.sentence():
                self.tell(sentence)


class Exchange:
    """One request and its answer, checked as the answer is sent."""

    def __init__(self, contract: Contract, scope: Scope) -> None:
        self.contract = contract
        self.scope = scope
        self.operation: Operation | None = None
        self.status = 0
        self.media_type = ""
        self.reader: Reader | None = None
        self.fault: str | None = None
        self.faults: list[str] = []
        self.body = b""

    def observe(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begin(message)
        elif message["type"] == "http.response.body" and self.operation and not self.fault:
            self.read(message.get("body", b""), is_last=not message.get("more_body"))

    def begin(self, start: Message) -> None:
        self.status = start["status"]
        self.media_type = Headers(raw=start.get("headers", [])).get("content-type", "")
        if (operation := self.contract.operation_of(self.scope)) is None:
            return
        self.operation = operation
        declared = operation.declared_as(self.status)
        SEEN.add(f"{operation} {declared or self.status}")
        if declared is None:
            self.fault = UNDECLARED.format(", ".join(operation.answers))
        elif not self.has_no_body():
            self.reader = operation.answers[declared].reader(self.media_type)

    def has_no_body(self) -> bool:
        return self.status in BODILESS or self.scope["method"] == "HEAD"

    def read(self, chunk: bytes, *, is_last: bool) -> None:
        self.body += chunk[: SHOWN - len(self.body)]
        if self.reader:
            self.faults += self.reader.feed(chunk)
            self.faults += self.reader.end() if is_last else []
        elif chunk or is_last:
            self.fault = self.fault_without_reader()

    def fault_without_reader(self) -> str | None:
        """Say what is wrong with an answer whose media type is not declared."""
        assert self.operation is not None
        if self.has_no_body():
            is_wrong = self.body and self.scope["method"] != "HEAD"
            return "with a body, which HTTP does not allow for this status." if is_wrong else None
        answer = self.operation.answers[self.operation.declared_as(self.status) or ""]
        if not answer.content and not self.body:
            return None
        given = self.media_type.partition(";")[0] or ("a body" if self.body else "no body")
        return f"with {given} where its OpenAPI document declares {answer}."

    def sentence(self) -> str | None:
        fault = self.fault
        if self.faults:
            listed = "\n  ".join(self.faults)
            fault = f"with a body that its OpenAPI document does not describe:\n  {listed}"
        if fault is None or self.operation is None:
            return None
        shown = self.body.decode(errors="replace")
        return (
            f"{self.operation} answered {self.status}, {fault}\n"
            f"Its endpoint is at {self.operation.place}\nIts body was: {shown}"
        )
