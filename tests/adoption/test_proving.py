"""`make prove` lists the tests of an adopted service that have another outcome `committed`."""

from tests.harness.adoption import Adopted

ASYNC = (
    "from sqlalchemy import text",
    "from shop.database import SessionLocal",
    "async def now():",
    "    async with SessionLocal() as session:",
    "        return await session.scalar(text('SELECT now()'))",
    "async def test_that_time_stands_still(sandbox):",
    "    assert await now() == await now()",
    "async def test_a_request(client):",
    "    assert (await client.get('/orders')).json() == []",
)
SYNC = (
    "from sqlalchemy import text",
    "from backend.database import SessionLocal",
    "def now():",
    "    with SessionLocal() as session:",
    "        return session.scalar(text('SELECT now()'))",
    "def test_that_time_stands_still(sandbox):",
    "    assert now() == now()",
    "def test_a_request(client):",
    "    assert client.post('/sales', params={'amount': 9}).json() == {'total': 9}",
)


def test_an_async_service_is_proved(shop: Adopted) -> None:
    shop.only("test_time.py", *ASYNC)

    assert differing(shop) == ["test_time.py::test_that_time_stands_still"]


def test_a_sync_service_is_proved(till: Adopted) -> None:
    till.only("test_time.py", *SYNC)

    assert differing(till) == ["test_time.py::test_that_time_stands_still"]


def differing(adopted: Adopted) -> list[str]:
    """Return the tests that `make prove` lists, which fails because of them."""
    finished = adopted.make("prove", "ARGS=-n0")
    assert finished.returncode
    assert "2 passed" in finished.stdout, finished.stdout
    lines = finished.stdout.splitlines()
    return [
        line.removeprefix("suite/service/")
        for line, after in zip(lines, lines[1:], strict=False)
        if after.startswith("  usual:")
    ]
