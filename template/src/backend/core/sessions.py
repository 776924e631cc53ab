"""A session that refuses to be used after its transaction."""

from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, SessionTransaction


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
