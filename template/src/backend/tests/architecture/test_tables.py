"""Every table keeps the rules: no query by surprise, no time without a zone."""

import pytest
from sqlalchemy import Column, DateTime
from sqlalchemy.orm import RelationshipProperty

from backend.tests.architecture.tables import MOMENTS, RELATIONS


@pytest.mark.parametrize("relation", RELATIONS, ids=str)
def test_a_relation_is_loaded_on_purpose(relation: RelationshipProperty[object]) -> None:
    assert relation.lazy == "raise"


@pytest.mark.parametrize("column", MOMENTS, ids=str)
def test_a_moment_has_a_time_zone(column: Column[object]) -> None:
    assert isinstance(column.type, DateTime)
    assert column.type.timezone
