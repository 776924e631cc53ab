"""The measured work as a test, and a test of nothing."""

import pytest
from backend.tests.bench.flow import full_flow
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from backend.tests.apps.accounts.factories import UserFactory
from backend.tests.harness.persistence import Persist


@pytest.mark.usefixtures("number")
async def test_full_flow(client: AsyncClient, persist: Persist, session: AsyncSession) -> None:
    await full_flow(client, persist, session)


@pytest.mark.usefixtures("bulk_number")
async def test_many_rows(persist: Persist) -> None:
    await persist.many(UserFactory.build(), 1_000, lambda index: {"email": f"{index}@example.com"})


@pytest.mark.usefixtures("number")
def test_nothing() -> None:
    assert True
