"""How a test puts rows in the database: as earlier requests would have, committed."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from backend.core.database import Sessionmaker
from backend.core.models import Model
from backend.tests.harness.bulk import Pattern, insert_copies

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Persist:
    """The verb behind the `persist` fixture; each call has a session of its own."""

    sessionmaker: Sessionmaker

    async def __call__(self, instance: M) -> M:
        async with self.sessionmaker.begin() as session:
            session.add(instance)
        return instance

    async def many(self, sample: Model, count: int, pattern: Pattern) -> list[UUID]:
        """Save `count` copies of `sample` in one statement, each changed as `pattern(index)` says.

        A reference is given by its key, `organization_id`: nothing of a relation is copied.
        """
        return await insert_copies(self.sessionmaker, sample, count, pattern)
