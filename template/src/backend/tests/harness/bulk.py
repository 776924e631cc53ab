"""Thousands of rows in one statement: copies of a sample, told apart by their index."""

from collections.abc import Callable, Mapping
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import insert, inspect
from uuid_utils.compat import uuid7

from backend.core.database import Sessionmaker
from backend.core.models import Model

# What the row of this index has, and the sample has not.
Pattern: TypeAlias = Callable[[int], Mapping[str, object]]


async def insert_copies(
    sessionmaker: Sessionmaker, sample: Model, count: int, pattern: Pattern
) -> list[UUID]:
    """Save `count` copies of `sample`, committed, and return their keys by index."""
    common, keys = columns_of(sample), [uuid7() for _ in range(count)]
    rows = [{**common, **pattern(index), "id": key} for index, key in enumerate(keys)]
    async with sessionmaker.begin() as session:
        await session.execute(insert(type(sample)), rows)
    return keys


def columns_of(sample: Model) -> dict[str, object]:
    """Return what is set of the sample; the rest is the model's to fill in."""
    state = inspect(sample)
    return {key: state.dict[key] for key in state.mapper.column_attrs.keys() & state.dict.keys()}
