"""`make prove` lists the tests of an adopted service that have another outcome `committed`."""

from itertools import pairwise

from tests.harness.adoption import Adopted

ASYNC = (
    "import pytest",
    "from sqlalchemy import text",
    "from shop.database import SessionLocal",
    "async def transaction():",
    "    async with SessionLocal() as session:",
    "        return await session.scalar(text('SELECT pg_current_xact_id()::text'))",
    "async def test_that_two_are_one(sandbox):",
    "    assert await transaction() == await transaction()",
    "async def test_a_request(client):",
    "    assert (await client.get('/orders')).json() == []",
    "@pytest.mark.usual",
    "async def test_of_the_transaction(sandbox):",
    "    assert await transaction() == await transaction()",
    "async def test_that_fails_in_both(sandbox):",
    "    raise AssertionError",
)
SYNC = (
    "import pytest",
    "from sqlalchemy import text",
    "from backend.database import SessionLocal",
    "def transaction():",
    "    with SessionLocal() as session:",
    "        return session.scalar(text('SELECT pg_current_xact_id()::text'))",
    "def test_that_two_are_one(sandbox):",
    "    assert transaction() == transaction()",
    "def test_a_request(client):",
    "    assert client.post('/sales', params={'amount': 9}).json() == {'total': 9}",
    "@pytest.mark.usual",
    "def test_of_the_transaction(sandbox):",
    "    assert transaction() == transaction()",
    "def test_that_fails_in_both(sandbox):",
    "    raise AssertionError",
)


def test_an_async_service_is_proved(shop: Adopted) -> None:
    shop.only("test_transactions.py", *ASYNC)

    assert differing(shop) == ["test_transactions.py::test_that_two_are_one"]


def test_a_sync_service_is_proved(till: Adopted) -> None:
    till.only("test_transactions.py", *SYNC)

    assert differing(till) == ["test_transactions.py::test_that_two_are_one"]


def test_tests_that_cannot_be_collected_are_not_proved(shop: Adopted) -> None:
    shop.only("test_transactions.py", "import nothing_of_this_name")

    finished = shop.make("prove", "ARGS=-n2")

    assert finished.returncode
    assert "0 usual tests ran twice, 0 with another outcome" in finished.stdout


def differing(adopted: Adopted) -> list[str]:
    """Return the tests that `make prove` lists, which fails because of them."""
    finished = adopted.make("prove", "ARGS=-n2")
    assert finished.returncode
    assert "1 failed, 3 passed" in finished.stdout, finished.stdout
    lines = finished.stdout.splitlines()
    return [
        line.removeprefix("suite/service/")
        for line, after in pairwise(lines)
        if after.startswith("  usual:")
    ]
