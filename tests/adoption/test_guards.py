"""What a test leaves behind fails that test, and the next one never sees it."""

import pytest

from tests.harness.adoption import Adopted

HEAD = (
    "import asyncio",
    "from sqlalchemy import select, text",
    "from sqlalchemy.ext.asyncio import create_async_engine",
    "from shop.database import SessionLocal, engine",
    "from shop.models import Order",
    "INSERT = text(\"INSERT INTO orders (name) VALUES ('left')\")",
    "KEPT = []",
)
NEXT = (
    "async def test_the_next_one(session):",
    "    assert (await session.scalars(select(Order))).all() == []",
)
LEAKS = {
    "The test's transaction is over before the test": (
        "async def test_a_leak(session):",
        "    await session.execute(INSERT)",
        "    await session.execute(text('COMMIT'))",
    ),
    "connection(s) were still checked out": (
        "async def test_a_leak(sandbox):",
        "    KEPT.append(await engine.connect())",
        "    await KEPT[0].execute(INSERT)",
    ),
    "A session was still in a transaction": (
        "async def test_a_leak(sandbox):",
        "    KEPT.append(SessionLocal())",
        "    await KEPT[0].execute(INSERT)",
    ),
    "Two sessions used this test's one transaction": (
        "async def test_a_leak(sandbox):",
        "    async with SessionLocal() as one, SessionLocal() as other:",
        "        await one.execute(INSERT)",
        "        await other.execute(INSERT.__class__('SELECT 1'))",
        "        await one.commit()",
    ),
    "The test wrote on another engine": (
        "async def test_a_leak(sandbox):",
        "    KEPT.append(create_async_engine(engine.url))",
        "    async with KEPT[0].begin() as connection:",
        "        await connection.execute(INSERT)",
    ),
    "The task ": (
        "async def test_a_leak(sandbox):",
        "    asyncio.create_task(asyncio.sleep(60))",
    ),
    "has no expiry": (
        "async def test_a_leak(redis):",
        "    await redis.set('left', 'behind')",
    ),
    "The override of ": (
        "async def test_a_leak(client, app):",
        "    app.dependency_overrides[print] = print",
    ),
}
SYNC_HEAD = (
    "from sqlalchemy import create_engine, select, text",
    "from backend.database import SessionLocal, engine",
    "from backend.models import Sale",
    "INSERT = text('INSERT INTO sales (amount) VALUES (1)')",
    "KEPT = []",
)
SYNC_NEXT = (
    "def test_the_next_one(session):",
    "    assert session.scalars(select(Sale)).all() == []",
)
SYNC_LEAKS = {
    "The test's transaction is over before the test": (
        "def test_a_leak(session):",
        "    session.execute(INSERT)",
        "    session.execute(text('COMMIT'))",
    ),
    "connection(s) were still checked out": (
        "def test_a_leak(sandbox):",
        "    KEPT.append(engine.connect())",
    ),
    "A session was still in a transaction": (
        "def test_a_leak(sandbox):",
        "    KEPT.append(SessionLocal())",
        "    KEPT[0].execute(INSERT)",
    ),
    "The test wrote on another engine": (
        "def test_a_leak(sandbox):",
        "    KEPT.append(create_engine(engine.url))",
        "    with KEPT[0].begin() as connection:",
        "        connection.execute(INSERT)",
    ),
    "Two sessions used this test's one transaction": (
        "def test_a_leak(sandbox):",
        "    with SessionLocal() as one, SessionLocal() as other:",
        "        one.execute(INSERT)",
        "        other.execute(text('SELECT 1'))",
        "        one.commit()",
    ),
}


@pytest.mark.parametrize("sentence", LEAKS)
def test_a_leak_is_caught_where_it_happens(shop: Adopted, sentence: str) -> None:
    shop.only("test_leaks.py", *HEAD, *LEAKS[sentence], *NEXT)
    finished = shop.pytest("-n0", "-pno:randomly")

    assert sentence in finished.stdout, finished.stdout
    assert "test_the_next_one - " not in finished.stdout, finished.stdout


@pytest.mark.parametrize("sentence", SYNC_LEAKS)
def test_a_leak_of_a_sync_service_is_too(till: Adopted, sentence: str) -> None:
    till.only("test_leaks.py", *SYNC_HEAD, *SYNC_LEAKS[sentence], *SYNC_NEXT)
    finished = till.pytest("-n0", "-pno:randomly")

    assert sentence in finished.stdout, finished.stdout
    assert "test_the_next_one - " not in finished.stdout, finished.stdout
