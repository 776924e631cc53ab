"""One request is one transaction, and it is over before the answer leaves."""

from http import HTTPStatus

import pytest
from fastapi import FastAPI, Request
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.database import Sessionmaker
from backend.core.dependencies import (
    State,
    get_client_address,
    get_client_network,
    get_password_hash,
    get_redis,
    get_sessionmaker,
    get_settings,
    get_state,
)
from backend.tests.core.endpoints import before_each_byte
from backend.tests.core.tables import ProbeBook, ProbeShelf
from backend.tests.harness.persistence import Persist
from backend.tests.harness.transport import unchecked_client_of


async def titles(session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(ProbeBook.title).order_by(ProbeBook.title)))


async def test_returning_commits(probe_client: AsyncClient, session: AsyncSession) -> None:
    response = await probe_client.post("/books/Emma")

    assert response.status_code == HTTPStatus.CREATED
    assert await titles(session) == ["Emma"]


async def test_raising_rolls_back(probe_client: AsyncClient, session: AsyncSession) -> None:
    response = await probe_client.post("/books/Emma/refused")

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert await titles(session) == []


async def test_raising_keeps_what_was_there_before(
    probe_client: AsyncClient, persist: Persist, session: AsyncSession
) -> None:
    await persist(ProbeBook(title="Emma"))

    await probe_client.post("/books/Persuasion/refused")

    assert await titles(session) == ["Emma"]


async def test_a_commit_that_fails_is_no_success(
    probe_client: AsyncClient, persist: Persist
) -> None:
    await persist(ProbeBook(title="Emma"))

    response = await probe_client.post("/books/Emma")

    assert response.status_code == HTTPStatus.CONFLICT


async def test_arranged_rows_survive_a_failed_request(
    probe_client: AsyncClient, persist: Persist, session: AsyncSession
) -> None:
    await persist(ProbeBook(title="Emma"))

    await probe_client.post("/books/Emma")
    await probe_client.post("/books/Persuasion")

    assert await titles(session) == ["Emma", "Persuasion"]


async def test_one_request_has_one_session(probe_client: AsyncClient) -> None:
    response = await probe_client.get("/one-session")

    assert response.json() is True


async def test_one_request_is_all_or_nothing(
    probe_client: AsyncClient, persist: Persist, session: AsyncSession
) -> None:
    await persist(ProbeBook(title="Emma"))

    response = await probe_client.post("/shelves/novels/books/Emma")

    assert response.status_code == HTTPStatus.CONFLICT
    assert await session.scalar(select(func.count()).select_from(ProbeShelf)) == 0


async def test_a_relation_that_nobody_loaded_fails(
    probe_client: AsyncClient, persist: Persist
) -> None:
    shelf = await persist(ProbeShelf(name="novels"))
    await persist(ProbeBook(title="Emma", shelf_id=shelf.id, shelf=shelf))

    with pytest.raises(InvalidRequestError, match=r"ProbeBook\.shelf"):
        await probe_client.get("/books/Emma/shelf")


async def test_the_commit_is_over_before_the_answer_leaves(
    probe_app: FastAPI, state: State, committing_library: Sessionmaker
) -> None:
    seen_by_others: list[list[str]] = []

    async def look() -> None:
        async with committing_library() as session:
            seen_by_others.append(await titles(session))

    watched = before_each_byte(probe_app, look)
    async with unchecked_client_of(
        watched, {**state, "sessionmaker": committing_library}
    ) as client:
        await client.post("/books/Emma")

    assert seen_by_others[0] == ["Emma"]


async def test_a_deferred_constraint_fails_the_request(
    probe_app: FastAPI, state: State, committing_library: Sessionmaker
) -> None:
    async with unchecked_client_of(
        probe_app, {**state, "sessionmaker": committing_library}
    ) as client:
        response = await client.post("/books/Emma/on-no-shelf")

    assert response.status_code == HTTPStatus.CONFLICT
    assert response.json()["type"] == "reference-violation"


async def test_a_request_carries_what_the_process_shares(state: State) -> None:
    request = Request({"type": "http", "state": dict(state)})

    assert await get_state(request) == state
    assert await get_settings(request) is state["settings"]
    assert await get_sessionmaker(request) is state["sessionmaker"]
    assert await get_redis(request) is state["redis"]
    assert await get_password_hash(request) is state["password_hash"]


async def test_a_client_is_known_by_its_address(probe_client: AsyncClient) -> None:
    response = await probe_client.get("/client")

    assert response.json() == "127.0.0.1"


async def test_limits_know_a_client_by_its_network() -> None:
    request = Request({"type": "http", "client": ("2001:db8::1", 1)})

    assert await get_client_network(request) == "2001:db8::/64"


async def test_a_client_without_an_address_is_unknown() -> None:
    request = Request({"type": "http", "client": None})

    assert await get_client_address(request) == "unknown"
