"""A call that blocks the event loop during a request is named with its line; others are not."""

import re
from collections.abc import Callable

import pytest
from httpx import AsyncClient

from backend.tests.testbed.plugins.service.blockers import BLOCKERS, HARMLESS


@pytest.mark.parametrize("way", BLOCKERS)
async def test_a_blocking_call_of_the_service_is_named_with_its_line(
    blocking_client: AsyncClient, take_sentences: Callable[[], list[str]], way: str
) -> None:
    await blocking_client.get(f"/blocks/{way}")

    first = take_sentences()[0]
    called = rf"GET /blocks/{way} called {re.escape(BLOCKERS[way][1])} in the event loop at "
    assert re.match(rf"{called}\S*/blockers\.py:\d+: await", first)


@pytest.mark.parametrize("way", BLOCKERS)
async def test_a_thread_may_block(
    blocking_client: AsyncClient, take_sentences: Callable[[], list[str]], way: str
) -> None:
    await blocking_client.get(f"/threads/{way}")

    assert take_sentences() == []


@pytest.mark.parametrize("way", HARMLESS)
async def test_what_does_not_block_or_says_why_passes(
    blocking_client: AsyncClient, take_sentences: Callable[[], list[str]], way: str
) -> None:
    await blocking_client.get(f"/harmless/{way}")

    assert take_sentences() == []


@pytest.mark.parametrize("way", BLOCKERS)
async def test_a_test_itself_may_block(take_sentences: Callable[[], list[str]], way: str) -> None:
    BLOCKERS[way][0]()

    assert take_sentences() == []
