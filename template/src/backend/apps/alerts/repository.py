"""Queries over alert profiles; each one stays inside an organization."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, or_

from backend.apps.alerts.models import AlertProfile
from backend.apps.alerts.schemas import AlertProfileQuery
from backend.apps.alerts.values import AlertProfileOrder
from backend.core.pagination import Rows
from backend.core.repository import Repository

ORDERS: dict[AlertProfileOrder, ColumnExpressionArgument[Any]] = {
    AlertProfileOrder.CREATED: AlertProfile.created_at.asc(),
    AlertProfileOrder.NEWEST: AlertProfile.created_at.desc(),
    AlertProfileOrder.NAME: AlertProfile.name.asc(),
    AlertProfileOrder.NAME_BACKWARDS: AlertProfile.name.desc(),
}


class AlertProfileRepository(Repository[AlertProfile]):
    model = AlertProfile

    async def find_in(self, organization_id: UUID, profile_id: UUID) -> AlertProfile | None:
        return await self.find(
            AlertProfile.organization_id == organization_id, AlertProfile.id == profile_id
        )

    async def find_by_name(self, organization_id: UUID, name: str) -> AlertProfile | None:
        return await self.find(
            AlertProfile.organization_id == organization_id, AlertProfile.name == name
        )

    async def page_in(self, organization_id: UUID, query: AlertProfileQuery) -> Rows[AlertProfile]:
        mine = AlertProfile.organization_id == organization_id
        return await self.page(query, mine, *conditions(query), order=ORDERS[query.order])


def conditions(query: AlertProfileQuery) -> Iterator[ColumnExpressionArgument[bool]]:
    # `contains` is @>, the operator that the index answers.
    if query.keyword is not None:
        yield AlertProfile.keywords.contains([query.keyword])
    if query.cpv_code is not None:
        yield AlertProfile.cpv_codes.contains([query.cpv_code])
    if query.country is not None:
        yield AlertProfile.countries.contains([query.country])
    if query.value is not None:
        yield or_(AlertProfile.min_value.is_(None), AlertProfile.min_value <= query.value)
        yield or_(AlertProfile.max_value.is_(None), AlertProfile.max_value >= query.value)
