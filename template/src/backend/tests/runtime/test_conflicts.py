"""A constraint that an app has an error for speaks as that error, with the values it is about."""

import pytest
from sqlalchemy import Table

from backend.core.errors import ConflictError
from backend.core.models import Model
from backend.runtime.conflicts import CONFLICTS, conflict_of


class ProbeTakenError(ConflictError):
    def __init__(self, *values: str) -> None:
        super().__init__(f"The probe {' of '.join(values)} is taken.")


DECLARED = {"uq_probes": ProbeTakenError}


def names_in(table: Table) -> set[str]:
    constraints = {str(constraint.name) for constraint in table.constraints}
    return constraints | {str(index.name) for index in table.indexes}


def test_each_declared_constraint_is_one_of_a_table() -> None:
    known = set[str]().union(*map(names_in, Model.metadata.tables.values()))

    assert CONFLICTS.keys() <= known


@pytest.mark.parametrize(
    ("detail", "values"),
    [
        ("Key (name)=(Acme) already exists.", ["Acme"]),
        ("Key (name)=(A, b)=(c)) already exists.", ["A, b)=(c)"]),
        ("Key (shop_id, name)=(7, A, b) already exists.", ["7", "A, b"]),
        ("Key (COALESCE(lower(name), ', '::text))=(A, b) already exists.", ["A, b"]),
        ("Key (a, lower((b)::text))=(7, A, b) already exists.", ["7", "A, b"]),
        ("Key (a, b)=(7, [1,3)) conflicts with existing key (a, b)=(7, [2,4)).", ["7", "[1,3)"]),
        ("Schlüssel »(name)=(Acme)« existiert bereits.", ["Acme"]),
        ('Key (shop_id)=(7) is not present in table "shops".', ["7"]),
    ],
)
def test_an_error_is_made_of_the_values(detail: str, values: list[str]) -> None:
    told = conflict_of("uq_probes", detail, DECLARED)

    assert str(told) == str(ProbeTakenError(*values))


@pytest.mark.parametrize(
    ("constraint", "detail"),
    [("uq_others", "Key (name)=(Acme) already exists."), ("uq_probes", "")],
    ids=["undeclared", "without a detail"],
)
def test_what_no_error_can_be_made_of_has_none(constraint: str, detail: str) -> None:
    assert conflict_of(constraint, detail, DECLARED) is None
