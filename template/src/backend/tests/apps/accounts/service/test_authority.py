"""A role suffices, or it does not."""

from itertools import product

import pytest

from backend.apps.accounts.errors import RoleTooLowError
from backend.apps.accounts.service.authority import demand
from backend.apps.accounts.values import Role
from backend.tests.apps.accounts.factories import MembershipFactory

PAIRS = [*product(Role, Role)]


@pytest.mark.parametrize(
    ("has", "needs"), [(has, needs) for has, needs in PAIRS if has.includes(needs)]
)
def test_a_role_that_includes_another_suffices(has: Role, needs: Role) -> None:
    demand(MembershipFactory.build(role=has), needs)


@pytest.mark.parametrize(
    ("has", "needs"), [(has, needs) for has, needs in PAIRS if not has.includes(needs)]
)
def test_a_role_that_does_not_is_too_low(has: Role, needs: Role) -> None:
    with pytest.raises(RoleTooLowError):
        demand(MembershipFactory.build(role=has), needs)
