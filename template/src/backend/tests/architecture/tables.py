"""The service's tables, as the rules of the house look at them."""

from sqlalchemy import Column, DateTime
from sqlalchemy.orm import RelationshipProperty

from backend.apps import registry  # noqa: F401 - importing it makes every table known
from backend.core import outbox  # noqa: F401 - the same
from backend.core.jobs import models  # noqa: F401 - the same
from backend.core.models import Model

MOMENTS: list[Column[object]] = [
    column
    for table in Model.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, DateTime)
]

# Tests have tables too, in metadata of their own.
RELATIONS: list[RelationshipProperty[object]] = [
    relation
    for mapper in sorted(Model.registry.mappers, key=str)
    if mapper.local_table in Model.metadata.sorted_tables
    for relation in mapper.relationships
]
