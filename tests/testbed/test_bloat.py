"""Nothing of a test that was rolled back reaches a later one, in files or statistics either."""

import pytest
from sqlalchemy import text

from backend.tests.harness.bloat import PLANNED_BYTES, ROWS_PER_LOOK, TESTS_PER_LOOK
from backend.tests.harness.sandbox import shared_sandbox
from backend.tests.harness.worker import Worker

INSERT = """
    INSERT INTO outbox (id, created_at, kind, payload, due_at)
    SELECT gen_random_uuid(), now(), 'registered', '{}', now() FROM generate_series(1, {count})
"""
MANY = INSERT.replace("{count}", "5000")
UNSEEN = f"DO $$ BEGIN {MANY}; END $$"
# Each is below what a look follows, and all of them together are not.
LITTLE = INSERT.replace("{count}", str(ROWS_PER_LOOK - 1))
PLAN = "EXPLAIN SELECT * FROM outbox WHERE kind = 'registered'"


async def in_a_test(worker: Worker, test: pytest.Item, *statements: str) -> list[str]:
    """Run statements in a test that is rolled back, and return what the last one says."""
    async with shared_sandbox(worker, test) as sandbox, sandbox.sessionmaker() as session:
        for statement in statements[:-1]:
            await session.execute(text(statement))
        return [row[0] for row in await session.execute(text(statements[-1]))]


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([MANY], id="many rows"),
        pytest.param(["ANALYZE outbox"], id="statistics of an empty table"),
        pytest.param([LITTLE, "ANALYZE outbox"], id="statistics of few rows"),
    ],
)
async def test_a_plan_is_the_same_alone_and_after_others(
    worker: Worker, request: pytest.FixtureRequest, statements: list[str]
) -> None:
    alone = await in_a_test(worker, request.node, PLAN)

    await in_a_test(worker, request.node, *statements, "SELECT 1")

    assert await in_a_test(worker, request.node, PLAN) == alone


async def test_rows_that_no_cursor_counts_are_found_after_some_tests(
    worker: Worker, request: pytest.FixtureRequest
) -> None:
    alone = await in_a_test(worker, request.node, PLAN)

    await in_a_test(worker, request.node, UNSEEN, "SELECT 1")
    for _ in range(TESTS_PER_LOOK):
        await in_a_test(worker, request.node, "SELECT 1")

    assert await in_a_test(worker, request.node, PLAN) == alone


async def test_many_small_tests_leave_a_table_as_small_as_one(
    worker: Worker, request: pytest.FixtureRequest
) -> None:
    for _ in range(30):
        await in_a_test(worker, request.node, LITTLE, "SELECT 1")

    size = await in_a_test(worker, request.node, "SELECT pg_relation_size('outbox')")
    assert int(size[0]) <= 2 * PLANNED_BYTES
