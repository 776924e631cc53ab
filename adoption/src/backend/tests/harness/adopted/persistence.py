"""How a test puts rows in the database: as earlier requests would have, committed."""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker

R = TypeVar("R")


@dataclass(frozen=True)
class AsyncPersist:
    """The verb behind the `persist` fixture of an async service: `await persist(row)`."""

    sessionmaker: async_sessionmaker[AsyncSession]

    async def __call__(self, row: R) -> R:
        async with self.sessionmaker.begin() as session:
            session.add(row)
        return row


@dataclass(frozen=True)
class Persist:
    """The same for a sync service: `persist(row)`."""

    sessionmaker: sessionmaker[Session]

    def __call__(self, row: R) -> R:
        with self.sessionmaker.begin() as session:
            session.add(row)
        return row


def persist_of(maker: async_sessionmaker[Any] | sessionmaker[Any]) -> AsyncPersist | Persist:
    return AsyncPersist(maker) if isinstance(maker, async_sessionmaker) else Persist(maker)
