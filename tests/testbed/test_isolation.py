"""The guide lists what the guards look for, and a usual test pays for none of it."""

import pytest
from sqlalchemy import text

from backend.core.database import Sessionmaker
from backend.tests.harness.isolation.table import written_into
from backend.tests.harness.servers.places import CHECKOUT
from backend.tests.harness.worker import Worker

GUIDE = CHECKOUT / "docs" / "testing.md"


def test_the_guide_lists_every_difference() -> None:
    page = GUIDE.read_text(encoding="utf-8")

    written = "`python -m backend.tests.harness.isolation` writes it anew."
    assert page == written_into(page), written


@pytest.mark.usual
async def test_beside_the_service_a_savepoint_and_its_release_are_sent_and_no_more(
    sessionmaker: Sessionmaker, worker: Worker
) -> None:
    sent: list[str] = []
    async with sessionmaker.begin() as session:
        await session.execute(text("CREATE TABLE things (n integer)"))
    driver = worker.savepoints.driver

    with driver.query_logger(lambda query: sent.append(query.query)):
        async with sessionmaker.begin() as session:
            await session.execute(text("INSERT INTO things VALUES (1)"))
            await session.execute(text("SELECT n FROM things"))

    assert [query.split()[0] for query in sent] == ["SAVEPOINT", "RELEASE"]
