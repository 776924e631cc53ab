"""Prices add up, and what has ended stays so."""

from itertools import permutations

import pytest

from backend.apps.billing.values import AgreementStatus, PaymentFact, Plan, SubscriptionState

ENDED = [state for state in SubscriptionState if state.has_ended]


@pytest.mark.parametrize("plan", Plan)
def test_a_plan_has_a_price_in_whole_cents(plan: Plan) -> None:
    assert isinstance(plan.monthly_price, int)
    assert plan.monthly_price > 0


@pytest.mark.parametrize("fact", PaymentFact)
@pytest.mark.parametrize("ended", ENDED)
def test_nothing_changes_what_has_ended(fact: PaymentFact, ended: SubscriptionState) -> None:
    assert fact.changes(ended) is None


@pytest.mark.parametrize("facts", [*permutations(PaymentFact)])
def test_in_whatever_order_facts_arrive_it_ends(facts: tuple[PaymentFact, ...]) -> None:
    state = SubscriptionState.PENDING

    for fact in facts:
        state = fact.changes(state) or state

    assert state.has_ended


@pytest.mark.parametrize("state", SubscriptionState)
def test_what_is_wanted_has_not_ended(state: SubscriptionState) -> None:
    assert not (state.is_wanted and state.has_ended)


def test_every_status_has_an_outcome() -> None:
    assert len({status.outcome for status in AgreementStatus}) == len(AgreementStatus)
