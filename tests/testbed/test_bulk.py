"""Bulk rows are whole rows: what the pattern says, what the sample has, what the model fills in."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Membership, Organization, User
from backend.apps.accounts.values import Role
from backend.core.clock import utc_now
from backend.tests.apps.accounts.factories import (
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
)
from backend.tests.harness.persistence import Persist
from backend.tests.harness.queries import at_most_queries
from backend.tests.harness.sandbox import Sandbox


async def test_each_row_follows_its_index(persist: Persist, session: AsyncSession) -> None:
    ids = await persist.many(OrganizationFactory.build(), 3, lambda index: {"name": f"No. {index}"})

    found = await session.scalars(select(Organization).order_by(Organization.id))
    assert [(row.id, row.name) for row in found] == [
        (id_, f"No. {index}") for index, id_ in enumerate(ids)
    ]


async def test_the_rest_is_the_samples_or_the_models(
    persist: Persist, session: AsyncSession
) -> None:
    began, sample = utc_now(), UserFactory.build()

    await persist.many(sample, 2, lambda index: {"email": f"reader-{index}@example.com"})

    one, other = (await session.scalars(select(User))).all()
    assert one.full_name == other.full_name == sample.full_name
    assert began <= one.created_at <= utc_now()


async def test_a_reference_is_given_by_its_key(persist: Persist, session: AsyncSession) -> None:
    organization = await persist(OrganizationFactory.build())
    people = await persist.many(UserFactory.build(), 2, lambda index: {"email": f"{index}@a.b"})
    sample = MembershipFactory.build(organization_id=organization.id, role=Role.ADMIN)

    await persist.many(sample, 2, lambda index: {"user_id": people[index]})

    members = await session.scalars(select(Membership.user_id).where(Membership.role == Role.ADMIN))
    assert members.all() == people


async def test_thousands_of_rows_are_one_statement(persist: Persist, sandbox: Sandbox) -> None:
    with at_most_queries(1, sandbox):
        ids = await persist.many(OrganizationFactory.build(), 5000, lambda _: {})

    assert len(set(ids)) == 5000
