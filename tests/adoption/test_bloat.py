"""A plan is the same in the first test and after many rows that were rolled back."""

from tests.harness.adoption import Adopted

ASYNC = (
    "from sqlalchemy import text",
    "INSERT = \"INSERT INTO orders (name) SELECT 'tea ' || n FROM generate_series(1, 5000) AS n\"",
    "PLANS = []",
    "async def plan(session):",
    "    return (await session.execute(text('EXPLAIN SELECT * FROM orders'))).all()",
    "async def test_alone(session):",
    "    PLANS.append(await plan(session))",
    "async def test_that_writes(session):",
    "    await session.execute(text(INSERT))",
    "    await session.execute(text('ANALYZE orders'))",
    "async def test_the_next_one(session):",
    "    assert await plan(session) == PLANS[0]",
)
SYNC = (
    "from sqlalchemy import text",
    "INSERT = 'INSERT INTO sales (amount) SELECT 1 FROM generate_series(1, 5000)'",
    "PLANS = []",
    "def plan(session):",
    "    return session.execute(text('EXPLAIN SELECT * FROM sales')).all()",
    "def test_alone(session):",
    "    PLANS.append(plan(session))",
    "def test_that_writes(session):",
    "    session.execute(text(INSERT))",
    "    session.execute(text('ANALYZE sales'))",
    "def test_the_next_one(session):",
    "    assert plan(session) == PLANS[0]",
)


def test_rows_that_were_rolled_back_change_no_plan(shop: Adopted) -> None:
    shop.only("test_plans.py", *ASYNC)

    finished = shop.pytest("-n0", "-pno:randomly")

    assert "3 passed" in finished.stdout, finished.stdout


def test_they_change_none_of_a_sync_service_either(till: Adopted) -> None:
    till.only("test_plans.py", *SYNC)

    finished = till.pytest("-n0", "-pno:randomly")

    assert "3 passed" in finished.stdout, finished.stdout
