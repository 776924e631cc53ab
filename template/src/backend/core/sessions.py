"""A session that reads locked rows anew, and refuses to be used after its transaction."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction


class EndedSessionError(InvalidRequestError):
    """A session was used after its transaction had ended: what it wrote would be lost."""

    def __init__(self) -> None:
        super().__init__(
            "This session's transaction has ended, with the endpoint that asked for SessionDep or "
            "with its `async with`. A response that is still being sent takes StreamSessionDep; a "
            "background task takes SessionmakerDep and opens a transaction."
        )


class OneTransactionSession(Session):
    """Says in a sentence why it refuses to begin again."""

    def _autobegin_t(self, *begin: bool, **named: bool) -> SessionTransaction:
        try:
            return super()._autobegin_t(*begin, **named)
        except InvalidRequestError as error:
            raise EndedSessionError from error


@event.listens_for(OneTransactionSession, "do_orm_execute")
def read_anew(state: ORMExecuteState) -> None:
    """Give a row that a statement locks or changes the values that it has from then on.

    A row that the session has read before would keep those of that time: `populate_existing`.
    """
    statement: Any = state.statement
    locks = getattr(statement, "_for_update_arg", None) is not None
    if locks or getattr(statement, "_returning", None):
        state.update_execution_options(populate_existing=True)
