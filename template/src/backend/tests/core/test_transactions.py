"""What waits for a commit happens after it and only then, and cannot undo it."""

import json
from contextlib import suppress

from sqlalchemy import select

from backend.core.database import Sessionmaker
from backend.core.settings import CoreSettings
from backend.core.transactions import after_commit, transaction
from backend.tests.core.tables import ProbeShelf
from backend.tests.harness.logs import collected_log


async def test_it_happens_after_the_commit(library: Sessionmaker) -> None:
    seen: list[str] = []

    async def look() -> None:
        async with library() as session:
            seen.extend(await session.scalars(select(ProbeShelf.name)))

    async with transaction(library) as session:
        session.add(ProbeShelf(name="poetry"))
        after_commit(session, look)
        await session.flush()
        assert seen == []

    assert seen == ["poetry"]


async def test_without_a_commit_it_does_not_happen(library: Sessionmaker) -> None:
    done: list[str] = []

    async def note() -> None:
        done.append("done")

    with suppress(LookupError):
        async with transaction(library) as session:
            after_commit(session, note)
            raise LookupError

    assert done == []


async def test_its_failure_is_logged_and_keeps_nothing_else_from_happening(
    library: Sessionmaker, settings: CoreSettings
) -> None:
    done: list[str] = []

    async def fail() -> None:
        raise LookupError

    async def note() -> None:
        done.append("done")

    with collected_log(settings) as log:
        async with transaction(library) as session:
            session.add(ProbeShelf(name="poetry"))
            after_commit(session, fail)
            after_commit(session, note)

    async with library() as session:
        assert (await session.scalars(select(ProbeShelf.name))).all() == ["poetry"]
    assert done == ["done"]
    assert json.loads(log.getvalue())["event"] == "after_commit_failed"
