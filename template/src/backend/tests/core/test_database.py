"""An engine that survives its server, and a sessionmaker that fits a test's connection."""

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from backend.core.database import (
    asyncpg_url,
    attempts_of,
    create_engine,
    create_sessionmaker,
)
from backend.core.failures import NoConnectionError
from backend.core.settings import CoreSettings, Environment
from backend.tests.core.addresses import answer_at
from backend.tests.core.silence import silent_server
from backend.tests.core.tables import Books, ProbeBook
from backend.tests.harness.sandbox import Sandbox

TOO_LITTLE = 1e-9


def test_a_url_says_who_connects_to_what() -> None:
    url = asyncpg_url("postgres://me:secret@one:6432,two/app?sslmode=require")

    assert url.render_as_string() == "postgresql+asyncpg://me:***@one:6432/app"


@pytest.mark.parametrize(
    ("query", "setting", "value"),
    [
        ("application_name=shop", "application_name", "shop"),
        ("options=-c%20search_path%3Dshop", "search_path", "shop"),
        ("options=-cstatement_timeout%3D7s", "statement_timeout", "7s"),
        ("statement_cache_size=0&connect_timeout=60", "application_name", ""),
    ],
)
async def test_the_server_learns_what_the_url_says(
    live_settings: CoreSettings, query: str, setting: str, value: str
) -> None:
    url = make_url(live_settings.database_url).set(query={})
    address = f"{url.render_as_string(hide_password=False)}?{query}"

    assert await answer_at(address, f"SHOW {setting}") == value


async def test_the_next_of_several_hosts_is_asked_where_the_first_is_away(
    live_settings: CoreSettings,
) -> None:
    url = make_url(live_settings.database_url)
    several = url.set(host="127.0.0.1", port=1).update_query_dict({"target_session_attrs": "any"})
    address = several.render_as_string(hide_password=False)

    address = address.replace("127.0.0.1:1/", f"127.0.0.1:1,{url.host}:{url.port}/")

    assert await answer_at(address, "SELECT 1") == 1


@pytest.mark.slow
async def test_a_silent_host_does_not_take_the_time_of_the_next(
    live_settings: CoreSettings,
) -> None:
    url = make_url(live_settings.database_url)
    async with silent_server() as silent:
        address = url.update_query_dict({"connect_timeout": "2"}).render_as_string(
            hide_password=False
        )
        several = address.replace(f"@{url.host}", f"@{silent},{url.host}")

        assert await answer_at(several, "SELECT 1") == 1


async def test_a_server_may_take_as_long_as_the_settings_say(live_settings: CoreSettings) -> None:
    hasty = live_settings.model_copy(update={"server_patience": TOO_LITTLE})
    engine = create_engine(hasty)

    with pytest.raises(NoConnectionError):
        await engine.connect()


def test_a_standby_is_preferred_at_every_host() -> None:
    wanted = {"host": ["a", "b"], "port": [1, 2], "target_session_attrs": "prefer-standby"}

    attempts = [(each["host"], each["target_session_attrs"]) for each in attempts_of(wanted)]

    assert attempts == [("a", "standby"), ("b", "standby"), ("a", "any"), ("b", "any")]


@pytest.mark.parametrize("host", ["127.0.0.1:1", "%2Fnowhere"])
async def test_whatever_keeps_it_from_a_connection_has_one_name(host: str) -> None:
    with pytest.raises(NoConnectionError, match="PostgreSQL gave no connection"):
        await answer_at(f"postgresql://nobody@{host}/app", "SELECT 1")


async def test_a_wrong_password_is_no_connection(live_settings: CoreSettings) -> None:
    wrong = make_url(live_settings.database_url).set(password="wrong")  # noqa: S106 - opens nothing

    with pytest.raises(NoConnectionError, match="InvalidPasswordError"):
        await answer_at(wrong.render_as_string(hide_password=False), "SELECT 1")


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
