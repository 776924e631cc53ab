"""The order of the onboarding."""

from itertools import pairwise, product

import pytest

from backend.apps.customers.values import CustomerState

PAIRS = list(product(CustomerState, repeat=2))
NEIGHBOURS = list(pairwise(CustomerState))


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=str)
def test_a_state_follows_the_one_before_it_alone(
    before: CustomerState, after: CustomerState
) -> None:
    assert after.follows(before) is ((before, after) in NEIGHBOURS)
