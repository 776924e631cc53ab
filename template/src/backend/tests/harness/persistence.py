"""How a test puts a row in the database."""

from typing import Protocol, TypeVar

from backend.core.database import Sessionmaker
from backend.core.models import Model

M = TypeVar("M", bound=Model)


class Persist(Protocol):
    """The verb behind the `persist` fixture."""

    async def __call__(self, instance: M) -> M:
        """Save `instance` as an earlier request would have: in a session of its own, committed."""
        ...


def persist_with(sessionmaker: Sessionmaker) -> Persist:
    async def persist(instance: M) -> M:
        async with sessionmaker.begin() as session:
            session.add(instance)
        return instance

    return persist
