"""An engine that survives its server, and a sessionmaker that fits a test's connection."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend.core.database import asyncpg_url, create_engine, create_sessionmaker
from backend.core.settings import CoreSettings, Environment
from backend.tests.core.tables import Books, ProbeBook
from backend.tests.harness.sandbox import Sandbox


@pytest.mark.parametrize(
    ("handed_out", "understood"),
    [
        ("postgres://me:secret@db:5432/app", "postgresql+asyncpg://me:secret@db:5432/app"),
        ("postgresql+psycopg2://me@db/app", "postgresql+asyncpg://me@db/app"),
        ("postgresql://me@db/app?sslmode=require", "postgresql+asyncpg://me@db/app?ssl=require"),
    ],
)
def test_the_url_that_providers_hand_out_is_fine(handed_out: str, understood: str) -> None:
    url = asyncpg_url(handed_out)

    assert url.render_as_string(hide_password=False) == understood


async def test_the_pool_has_the_size_of_the_settings(settings: CoreSettings) -> None:
    engine = create_engine(settings.model_copy(update={"database_pool_size": 3}))

    assert "Pool size: 3" in engine.pool.status()


async def test_a_connection_that_the_server_cut_is_replaced(
    live_settings: CoreSettings, sandbox: Sandbox
) -> None:
    own = create_engine(live_settings)
    async with own.connect() as connection:
        pid = await connection.scalar(text("SELECT pg_backend_pid()"))

    async with sandbox.engine.connect() as connection:
        await connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    async with own.connect() as connection:
        assert await connection.scalar(text("SELECT pg_backend_pid()")) != pid
    await own.dispose()


@pytest.mark.parametrize(
    ("environment", "is_told"), [(Environment.PRODUCTION, False), (Environment.TEST, True)]
)
async def test_only_production_hides_parameters(
    live_settings: CoreSettings, environment: Environment, is_told: bool
) -> None:
    engine = create_engine(live_settings.model_copy(update={"environment": environment}))
    divide_by_nothing = text("SELECT 1 / (length(:word) - 6)")

    with pytest.raises(DBAPIError) as caught:
        async with engine.connect() as connection:
            await connection.execute(divide_by_nothing, {"word": "sesame"})

    assert ("sesame" in str(caught.value)) is is_told
    await engine.dispose()


async def test_a_row_stays_readable_after_its_commit(books: Books) -> None:
    book = await books.add(ProbeBook(title="Emma"))

    await books.session.commit()

    assert book.title == "Emma"


async def test_a_commit_leaves_the_connections_transaction_open(sandbox: Sandbox) -> None:
    async with sandbox.engine.connect() as connection, connection.begin() as outer:
        async with create_sessionmaker(connection).begin() as session:
            await session.execute(text("SELECT 1"))

        assert outer.is_active
