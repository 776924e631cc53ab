"""An event is published by the transaction that causes it, or not at all."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.clock import utc_now
from backend.core.database import Sessionmaker
from backend.core.outbox import Outbox, OutboxEvent
from backend.tests.core.happenings import Greeted, Parted
from backend.tests.harness.jobs import Published


async def test_what_is_committed_is_published(
    sessionmaker: Sessionmaker, published: Published
) -> None:
    greeted = Greeted(name="Ada")

    async with sessionmaker.begin() as session:
        await Outbox(session).publish(greeted)

    assert await published(Greeted) == [greeted]
    assert await published(Parted) == []


async def test_what_is_rolled_back_is_not_published(
    sessionmaker: Sessionmaker, published: Published
) -> None:
    async with sessionmaker() as session:
        await Outbox(session).publish(Greeted(name="Ada"))
        await session.rollback()

    assert await published(Greeted) == []


@pytest.mark.parametrize("delay", [timedelta(0), timedelta(hours=1)], ids=str)
async def test_an_event_may_wait(
    sessionmaker: Sessionmaker, session: AsyncSession, delay: timedelta
) -> None:
    began = utc_now()

    async with sessionmaker.begin() as publishing:
        await Outbox(publishing).publish(Greeted(name="Ada"), delay)

    row = (await session.scalars(select(OutboxEvent))).one()
    assert began + delay <= row.due_at <= utc_now() + delay
