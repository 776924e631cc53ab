"""Typed access to one table; repositories flush, they never commit."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.errors import NotFoundError
from backend.core.models import Model
from backend.core.pagination import PageParams, Rows

M = TypeVar("M", bound=Model)


class Repository(Generic[M]):
    model: type[M]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, id: UUID) -> M:
        found = await self.find(self.model.id == id)
        if found is None:
            raise NotFoundError(f"{self.model.__name__} {id} does not exist.")
        return found

    async def find(self, *where: ColumnExpressionArgument[bool]) -> M | None:
        return await self.session.scalar(self.rows(*where))

    async def all(self, *where: ColumnExpressionArgument[bool]) -> Sequence[M]:
        found = await self.session.scalars(self.rows(*where).order_by(self.model.id))
        return found.all()

    async def page(
        self,
        params: PageParams,
        *where: ColumnExpressionArgument[bool],
        order: ColumnExpressionArgument[Any] | None = None,
    ) -> Rows[M]:
        """Return one page, in the order of `order` and, where that leaves it open, of the keys."""
        counted = select(func.count()).select_from(self.model).where(*where)
        total = await self.session.scalar(counted)
        orders = [self.model.id] if order is None else [order, self.model.id]
        wanted = self.rows(*where).order_by(*orders)
        found = await self.session.scalars(wanted.limit(params.limit).offset(params.offset))
        return Rows(found.all(), total or 0, params)

    async def add(self, instance: M) -> M:
        self.session.add(instance)
        await self.session.flush()
        return instance

    async def remove(self, instance: M) -> None:
        await self.session.delete(instance)
        await self.session.flush()

    def rows(self, *where: ColumnExpressionArgument[bool]) -> Select[M]:
        """What every read starts from; override it to load what the model's readers need."""
        return select(self.model).where(*where)
