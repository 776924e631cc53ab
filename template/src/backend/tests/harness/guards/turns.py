"""Finds two tasks, or threads, that use one session at the same time."""

import asyncio
from collections.abc import Callable
from threading import get_ident
from typing import Any, NoReturn

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext, ExecutionContext

from backend.tests.harness.guards.interleaving import BUSY
from backend.tests.harness.guards.violations import Violations

ONE_SESSION = (
    "Two tasks used one session at the same time. That works only while its connection is open "
    "already: give each task a session of its own, or await one after the other."
)


class SessionInUseError(Exception):
    """Raised where the second task meets the first."""

    def __init__(self) -> None:
        super().__init__(ONE_SESSION)


class Turns:
    """Lets one task at a time use a connection of an engine, as long as the run."""

    VERBS = ("do_execute", "do_executemany", "do_execute_no_params")

    def __init__(self, engine: Engine) -> None:
        self.violations = Violations()
        self.holders: dict[Connection, Any] = {}
        for verb in self.VERBS:
            setattr(engine.dialect, verb, self.in_turn(getattr(engine.dialect, verb)))
        event.listen(engine, "handle_error", self.refuse_busy)

    def in_turn(self, verb: Callable[..., None]) -> Callable[..., None]:
        def run(cursor: object, statement: str, *more: Any) -> None:  # noqa: ANN401 - a dialect's
            context: ExecutionContext = more[-1]
            connection, task = context.root_connection, this_task()
            if self.holders.setdefault(connection, task) != task:
                self.refuse()
            try:
                verb(cursor, statement, *more)
            finally:
                self.holders.pop(connection, None)

        return run

    def refuse_busy(self, context: ExceptionContext) -> None:
        """Say what asyncpg means, where closing the session would hide who came second."""
        if BUSY in str(context.original_exception):
            self.refuse()

    def refuse(self) -> NoReturn:
        self.violations.add(ONE_SESSION)
        raise SessionInUseError


def this_task() -> Any:  # noqa: ANN401 - a task or the number of a thread
    try:
        return asyncio.current_task()
    except RuntimeError:
        return get_ident()
