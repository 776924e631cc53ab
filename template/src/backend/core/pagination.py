"""Lists come in pages: what a client may ask for, and what it gets."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from backend.core.schemas import Schema

T = TypeVar("T")


class PageParams(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(default=50, ge=1, le=100)
    # The ceiling is PostgreSQL's: a larger OFFSET does not fit its bigint.
    offset: int = Field(default=0, ge=0, le=2**63 - 1)


class Page(Schema, Generic[T]):
    items: list[T]
    total: int
    limit: int
    offset: int


class Rows(Generic[T]):
    """A page before it becomes a body: it still holds rows."""

    def __init__(self, items: Sequence[T], total: int, params: PageParams) -> None:
        self.items = items
        self.total = total
        self.limit = params.limit
        self.offset = params.offset
