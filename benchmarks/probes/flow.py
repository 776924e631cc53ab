"""The measured work: one row by a factory, one request that inserts, one SELECT."""

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.tests.apps.accounts.factories import OrganizationCreateFactory, UserFactory
from backend.tests.apps.accounts.sign_in import bearer
from backend.tests.harness.persistence import Persist
from backend.tests.harness.settings import settings_for_tests

if TYPE_CHECKING:
    from backend.apps.accounts.settings import AccountsSettings


async def full_flow(client: AsyncClient, persist: Persist, session: AsyncSession) -> None:
    user = await persist(UserFactory.build())
    new = OrganizationCreateFactory.build()
    settings = cast("AccountsSettings", settings_for_tests())

    response = await client.post(
        "/v1/organizations",
        json=new.model_dump(mode="json"),
        headers={"Authorization": bearer(settings, user)},
    )

    assert response.status_code == HTTPStatus.CREATED
    name = select(Organization.name).where(Organization.id == response.json()["id"])
    assert await session.scalar(name) == new.name
