"""Each role includes the ones below it."""

from itertools import product

import pytest

from backend.apps.accounts.values import Role

INCLUDED = [
    (Role.OWNER, Role.OWNER),
    (Role.OWNER, Role.ADMIN),
    (Role.OWNER, Role.MEMBER),
    (Role.ADMIN, Role.ADMIN),
    (Role.ADMIN, Role.MEMBER),
    (Role.MEMBER, Role.MEMBER),
]


@pytest.mark.parametrize(("role", "other"), [*product(Role, Role)], ids=str)
def test_a_role_includes_the_ones_below(role: Role, other: Role) -> None:
    assert role.includes(other) == ((role, other) in INCLUDED)
