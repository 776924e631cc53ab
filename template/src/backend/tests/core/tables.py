"""Two tables that no migration knows; their prefix keeps them out of the way of yours."""

from contextlib import suppress
from typing import cast
from uuid import UUID

import asyncpg
from sqlalchemy import ForeignKey, MetaData, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.core.models import NAMING_CONVENTION, Model
from backend.core.repository import Repository


class Probe(Model):
    """Has metadata of its own, so Alembic never sees these tables."""

    __abstract__ = True
    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class ProbeShelf(Probe):
    __tablename__ = "probe_shelves"

    name: Mapped[str] = mapped_column(unique=True)


class ProbeBook(Probe):
    __tablename__ = "probe_books"

    title: Mapped[str] = mapped_column(unique=True)
    # Deferred: PostgreSQL looks for the shelf when the transaction commits, not before.
    shelf_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(ProbeShelf.id, deferrable=True, initially="DEFERRED")
    )

    shelf: Mapped[ProbeShelf | None] = relationship(lazy="raise")


class Shelves(Repository[ProbeShelf]):
    model = ProbeShelf


class Books(Repository[ProbeBook]):
    model = ProbeBook


async def create_tables(connection: AsyncConnection) -> None:
    await connection.run_sync(Probe.metadata.create_all)


async def drop_tables(connection: AsyncConnection) -> None:
    await connection.run_sync(Probe.metadata.drop_all)


async def insert_twice(session: AsyncSession, name: str) -> None:
    """Do what fails, and go on as if it had not."""
    for _ in range(2):
        with suppress(IntegrityError):
            await session.execute(insert(ProbeShelf).values(name=name))


async def fail_unseen(session: AsyncSession) -> None:
    """Fail as code does that asks the driver itself, past SQLAlchemy."""
    # The driver sends BEGIN with the session's first statement.
    await session.execute(select(1))
    fairy = await (await session.connection()).get_raw_connection()
    with suppress(asyncpg.DivisionByZeroError):
        await cast("asyncpg.Connection", fairy.driver_connection).execute("SELECT 1 / 0")
