"""Kinds of columns that more than one table has."""

from enum import StrEnum

from sqlalchemy import Enum


def words(kind: type[StrEnum], constraint: str) -> Enum:
    """Text with a check: a migration can take a word away, which a native enum never allows."""
    return Enum(
        kind,
        name=constraint,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )
