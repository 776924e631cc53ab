"""A lost connection is replaced; one in steady use is not asked each time whether it lives."""

from backend.core.idle_connections import IDLE_SECONDS
from backend.core.settings import CoreSettings
from backend.tests.core.wires import cut, pool_of, statements_of, use

PING = ["BEGIN;", ";", "ROLLBACK;"]
TRANSACTION = ["BEGIN;", "ROLLBACK;"]


async def test_a_connection_in_steady_use_is_not_asked(live_settings: CoreSettings) -> None:
    async with pool_of(live_settings, IDLE_SECONDS) as engine:
        assert await statements_of(engine) == TRANSACTION


async def test_a_connection_that_was_idle_is_asked(live_settings: CoreSettings) -> None:
    async with pool_of(live_settings, idle_seconds=0) as engine:
        assert await statements_of(engine) == PING + TRANSACTION


async def test_an_idle_connection_that_was_lost_without_a_word_is_replaced(
    live_settings: CoreSettings,
) -> None:
    async with pool_of(live_settings, idle_seconds=0) as engine:
        before = await use(engine)
        await cut(engine)

        assert await use(engine) != before
