"""A transaction that is lost at its very end, as when the database goes away before the commit."""

from typing import NoReturn, Protocol

from sqlalchemy import event
from sqlalchemy.orm import Session


class LoseCommits(Protocol):
    def __call__(self) -> None:
        """Let no commit succeed from here on."""
        ...


class LosesCommits(Session):
    """A real session in everything but its last step."""


@event.listens_for(LosesCommits, "before_commit")
def lose_connection(_: Session) -> NoReturn:
    raise ConnectionResetError("The database went away.")
