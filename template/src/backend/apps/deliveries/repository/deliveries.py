"""Queries over the delivery history; what clients ask stays inside an organization."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnExpressionArgument,
    Date,
    cast,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Membership, User
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.repository.dashboards import Dashboards
from backend.apps.deliveries.schemas import DeliveryQuery
from backend.apps.deliveries.values import DeliveryState
from backend.core.pagination import Rows
from backend.core.repository import Repository
from backend.core.transactions import after_commit

DAY = cast(func.timezone("UTC", Delivery.created_at), Date)


class DeliveryRepository(Repository[Delivery]):
    """Whatever it changes, the organization's dashboard is counted anew."""

    model = Delivery

    def __init__(self, session: AsyncSession, dashboards: Dashboards) -> None:
        super().__init__(session)
        self.dashboards = dashboards

    async def find_in(self, organization_id: UUID, delivery_id: UUID) -> Delivery | None:
        return await self.find(
            Delivery.organization_id == organization_id, Delivery.id == delivery_id
        )

    async def page_in(self, organization_id: UUID, query: DeliveryQuery) -> Rows[Delivery]:
        mine = Delivery.organization_id == organization_id
        newest_first = Delivery.created_at.desc()
        return await self.page(query, mine, *conditions(query), order=newest_first)

    async def count_by_day(
        self, organization_id: UUID, since: datetime
    ) -> list[tuple[date, DeliveryState, int]]:
        counted = (
            select(DAY, Delivery.state, func.count())
            .where(Delivery.organization_id == organization_id, Delivery.created_at >= since)
            .group_by(DAY, Delivery.state)
            .order_by(DAY.desc())
        )
        return [(day, state, count) for day, state, count in await self.session.execute(counted)]

    async def readers_of(self, organization_id: UUID) -> Sequence[str]:
        """Return the addresses of everyone in it who may still sign in."""
        emails = (
            select(User.email)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.organization_id == organization_id, User.is_active)
            .order_by(User.email)
        )
        return (await self.session.scalars(emails)).all()

    async def add_new(
        self, organization_id: UUID, deliveries: Sequence[dict[str, Any]]
    ) -> Sequence[UUID]:
        """Add those whose reader does not have this digest yet, and return their keys."""
        adding = insert(Delivery).on_conflict_do_nothing(
            index_elements=[Delivery.digest_id, Delivery.recipient]
        )
        rows = [{**delivery, "organization_id": organization_id} for delivery in deliveries]
        added = await self.session.scalars(adding.returning(Delivery.id), rows)
        self.count_anew(organization_id)
        return added.all()

    async def change(
        self, delivery_id: UUID, *where: ColumnExpressionArgument[bool], **columns: object
    ) -> Delivery | None:
        """Change the delivery if it is as `where` says at this very moment, and return it."""
        changing = update(Delivery).where(Delivery.id == delivery_id, *where).values(**columns)
        changed = await self.session.scalar(changing.returning(Delivery))
        if changed is not None:
            self.count_anew(changed.organization_id)
        return changed

    def count_anew(self, organization_id: UUID) -> None:
        after_commit(self.session, partial(self.dashboards.forget, organization_id))


def conditions(query: DeliveryQuery) -> Iterator[ColumnExpressionArgument[bool]]:
    for column, wanted in (
        (Delivery.state, query.state),
        (Delivery.recipient, query.recipient),
        (Delivery.profile_id, query.profile_id),
    ):
        if wanted is not None:
            yield column == wanted
    if query.since is not None:
        yield Delivery.created_at >= query.since
    if query.until is not None:
        yield Delivery.created_at < query.until
