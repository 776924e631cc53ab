"""The database of a failed test stays where the run says, with its rows in it."""

import re

import psycopg

from tests.harness.adoption import Adopted

URL = re.compile(r"psql '(\S+)'")
ASYNC = (
    "import pytest",
    "from sqlalchemy.ext.asyncio import create_async_engine",
    "from shop.models import Order",
    "from shop.settings import settings",
    "other = create_async_engine(settings.shop_db)",
    "async def test_of_the_usual_kind(client):",
    "    async with other.connect():",
    "        pass",
    "    await client.post('/orders', params={'name': 'tea'})",
    "    assert (await client.get('/orders')).json() == []",
    "@pytest.mark.committed",
    "async def test_that_commits(persist):",
    "    await persist(Order(name='milk'))",
    "    raise AssertionError",
    "async def test_the_next_one(client):",
    "    assert (await client.get('/orders')).json() == []",
)
SYNC = (
    "import pytest",
    "from backend.models import Sale",
    "def test_of_the_usual_kind(client):",
    "    client.post('/sales', params={'amount': 7})",
    "    raise AssertionError",
    "@pytest.mark.committed",
    "def test_that_commits(persist):",
    "    persist(Sale(amount=8))",
    "    raise AssertionError",
    "def test_the_next_one(client):",
    "    assert client.post('/sales', params={'amount': 9}).json() == {'total': 9}",
)


def test_rows_of_an_async_service_are_kept(shop: Adopted) -> None:
    shop.only("test_failing.py", *ASYNC)
    finished = shop.pytest("-n0", "-pno:randomly", "--keep-database")

    assert "2 failed, 1 passed" in finished.stdout, finished.stdout
    assert kept(finished.stdout, "SELECT name FROM orders") == [[("tea",)], [("milk",)]]


def test_rows_of_a_sync_service_are_kept(till: Adopted) -> None:
    till.only("test_failing.py", *SYNC)
    finished = till.pytest("-n0", "-pno:randomly", "--keep-database")

    assert "2 failed, 1 passed" in finished.stdout, finished.stdout
    assert kept(finished.stdout, "SELECT amount FROM sales") == [[(7,)], [(8,)]]


def kept(said: str, query: str) -> list[list[tuple[object, ...]]]:
    """Return what the query finds in each database that a run says it kept."""
    return [rows(url, query) for url in URL.findall(said)]


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()
