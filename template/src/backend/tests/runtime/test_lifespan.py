"""What the process shares is opened for real, and closed for real."""

from fastapi import FastAPI
from sqlalchemy import make_url, text

from backend.apps.registry import RESOURCES
from backend.core.dependencies import State
from backend.core.settings import CoreSettings
from backend.runtime.lifespan import lifespan


async def test_a_process_starts_without_its_servers(app: FastAPI, settings: CoreSettings) -> None:
    async with lifespan(settings, app) as state:
        assert state["settings"] is settings


async def test_it_shares_a_database_that_answers(app: FastAPI, live_settings: CoreSettings) -> None:
    async with lifespan(live_settings, app) as state, state["sessionmaker"]() as session:
        database = make_url(live_settings.database_url).database
        assert await session.scalar(text("SELECT current_database()")) == database


async def test_it_shares_a_redis_that_answers(app: FastAPI, live_settings: CoreSettings) -> None:
    async with lifespan(live_settings, app) as state:
        assert await state["redis"].ping() is True


async def test_it_shares_hashes_of_the_settings_cost(app: FastAPI, settings: CoreSettings) -> None:
    async with lifespan(settings, app) as state:
        hashed = state["password_hash"].hash("open sesame")

    assert f"m={settings.password_memory_kib},t={settings.password_time_cost}," in hashed


async def test_it_shares_what_a_test_finds_in_its_state(
    app: FastAPI, settings: CoreSettings, state: State
) -> None:
    async with lifespan(settings, app) as shared:
        assert shared.keys() == state.keys() >= RESOURCES.keys()


async def test_it_closes_its_connections_to_postgresql(
    app: FastAPI, live_settings: CoreSettings
) -> None:
    async with lifespan(live_settings, app) as state, state["sessionmaker"]() as session:
        pooled = await (await session.connection()).get_raw_connection()
        connection = pooled.driver_connection
        await session.close()
        assert connection is not None
        assert not connection.is_closed()

    assert connection.is_closed()


async def test_it_closes_its_connections_to_redis(
    app: FastAPI, live_settings: CoreSettings
) -> None:
    async with lifespan(live_settings, app) as state:
        async with state["redis"].client() as one:
            connection = one.connection
        assert connection is not None
        assert connection.is_connected

    assert not connection.is_connected
