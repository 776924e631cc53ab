"""Code that catches an error inside a transaction and goes on learns that nothing is stored."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.database import Sessionmaker
from backend.core.swallowed import SwallowedError
from backend.core.transactions import after_commit, transaction
from backend.tests.core.tables import ProbeShelf, fail_unseen, insert_twice

IN_BOTH_ISOLATIONS = pytest.mark.parametrize(
    "name", ["novels", pytest.param("poems", marks=pytest.mark.committed)]
)
NAMED = r'UniqueViolationError: duplicate key .* "uq_probe_shelves_name"'


async def shelves(sessionmaker: Sessionmaker) -> Sequence[str]:
    async with sessionmaker() as session:
        return (await session.scalars(select(ProbeShelf.name))).all()


async def fail_twice(session: AsyncSession, name: str) -> None:
    with suppress(IntegrityError):
        async with session.begin_nested():
            session.add_all([ProbeShelf(name=name), ProbeShelf(name=name)])
    await fail_unseen(session)


@IN_BOTH_ISOLATIONS
async def test_a_commit_after_a_swallowed_error_raises_and_names_it(
    library: Sessionmaker, name: str
) -> None:
    with pytest.raises(SwallowedError, match=NAMED):
        async with library.begin() as session:
            await insert_twice(session, name)

    assert await shelves(library) == []


@IN_BOTH_ISOLATIONS
async def test_nothing_is_done_after_a_commit_that_kept_nothing(
    library: Sessionmaker, name: str
) -> None:
    done: list[str] = []

    async def note() -> None:
        done.append(name)

    with suppress(SwallowedError):
        async with transaction(library) as session:
            after_commit(session, note)
            await insert_twice(session, name)

    assert done == []


@IN_BOTH_ISOLATIONS
async def test_a_statement_after_a_swallowed_error_says_the_same(
    library: Sessionmaker, name: str
) -> None:
    async with library() as session:
        await insert_twice(session, name)

        with pytest.raises(SwallowedError, match=NAMED):
            await session.execute(select(ProbeShelf))


@IN_BOTH_ISOLATIONS
async def test_an_error_that_is_caught_around_a_savepoint_costs_that_alone(
    library: Sessionmaker, name: str
) -> None:
    async with library.begin() as session:
        session.add(ProbeShelf(name=name))
        await session.flush()
        with suppress(IntegrityError):
            async with session.begin_nested():
                session.add(ProbeShelf(name=name))

    assert await shelves(library) == [name]


@IN_BOTH_ISOLATIONS
async def test_a_savepoint_after_a_swallowed_error_raises_and_costs_that_alone(
    library: Sessionmaker, name: str
) -> None:
    async with library.begin() as session:
        session.add(ProbeShelf(name=name))
        with pytest.raises(SwallowedError, match=NAMED):
            async with session.begin_nested():
                await insert_twice(session, "atlases")

    assert await shelves(library) == [name]


@IN_BOTH_ISOLATIONS
async def test_the_next_transaction_is_not_blamed(library: Sessionmaker, name: str) -> None:
    with suppress(SwallowedError):
        async with library.begin() as session:
            await insert_twice(session, name)

    async with library.begin() as session:
        session.add(ProbeShelf(name=name))

    assert await shelves(library) == [name]


@IN_BOTH_ISOLATIONS
async def test_what_a_rollback_undid_is_not_blamed(library: Sessionmaker, name: str) -> None:
    with suppress(IntegrityError):
        async with library.begin() as session:
            session.add_all([ProbeShelf(name=name), ProbeShelf(name=name)])

    with pytest.raises(SwallowedError, match="It was sent as raw SQL"):
        async with library.begin() as session:
            await fail_unseen(session)


@IN_BOTH_ISOLATIONS
async def test_what_a_savepoint_undid_is_not_blamed(library: Sessionmaker, name: str) -> None:
    with pytest.raises(SwallowedError, match="It was sent as raw SQL"):
        async with library.begin() as session:
            await fail_twice(session, name)


@IN_BOTH_ISOLATIONS
async def test_a_request_does_not_succeed_with_a_swallowed_error(
    probe_client: AsyncClient, name: str
) -> None:
    with pytest.raises(SwallowedError, match=NAMED):
        await probe_client.post(f"/shelves/{name}/twice")


@pytest.mark.committed
async def test_a_savepoint_ends_with_its_lost_connection(sessionmaker: Sessionmaker) -> None:
    with pytest.raises(DBAPIError) as lost:
        async with sessionmaker() as session, session.begin_nested():
            await session.execute(select(func.pg_terminate_backend(func.pg_backend_pid())))

    assert lost.value.connection_invalidated
