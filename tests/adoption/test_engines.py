"""The service's engine is found by a name, and what its other engines do is what the guide says."""

import pytest

from tests.harness.adoption import Adopted

OTHERS = (
    "import pytest",
    "from sqlalchemy import func, select",
    "from sqlalchemy.ext.asyncio import create_async_engine",
    "from shop.models import Order",
    "from shop.settings import settings",
    "COUNT = select(func.count(Order.id))",
    "other = create_async_engine(settings.shop_db)",
    "async def test_another_engine_does_not_see_what_is_not_committed(persist):",
    "    await persist(Order(name='mine'))",
    "    async with other.begin() as connection:",
    "        assert await connection.scalar(COUNT) == 0",
    "@pytest.mark.committed",
    "async def test_it_follows_to_a_copy(persist, session):",
    "    await persist(Order(name='mine'))",
    "    async with other.begin() as connection:",
    "        assert await connection.scalar(COUNT) == 1",
    "        await connection.execute(Order.__table__.insert().values(name='real'))",
    "    assert await session.scalar(COUNT) == 2",
    "async def test_and_back(session):",
    "    async with other.begin() as connection:",
    "        assert await connection.scalar(COUNT) == 0",
    "async def test_the_same_one_with_options_is_no_other(sandbox):",
    "    async with sandbox.engine.execution_options(logging_token='a').begin() as connection:",
    "        await connection.execute(Order.__table__.insert().values(name='mine'))",
    "async def test_elsewhere_is_refused(sandbox):",
    "    with pytest.raises(Exception, match='db.example.com/else and not for the tests'):",
    "        await create_async_engine('postgresql+asyncpg://db.example.com/else').connect()",
)


@pytest.mark.parametrize("name", ["shop.database:SessionLocal", "shop.main:engine_of"])
def test_an_engine_may_be_named_instead(shop: Adopted, name: str) -> None:
    shop.rewire('session="shop.database:get_session"', f'engine="{name}"')
    finished = shop.pytest("-n0", "-kleft or outlives or two_of")

    assert "5 passed" in finished.stdout, finished.stdout


def test_so_may_a_sync_one(till: Adopted) -> None:
    till.rewire('session="backend.database:get_db"', 'engine="backend.database:SessionLocal"')
    finished = till.pytest("-n0", "-kkept or thread")

    assert "4 passed" in finished.stdout, finished.stdout


def test_other_engines_are_as_the_guide_says(shop: Adopted) -> None:
    shop.only("test_others.py", *OTHERS)
    finished = shop.pytest("-n0", "-pno:randomly")

    assert finished.returncode == 0, finished.stdout
