"""Builds customers at any point of their onboarding, and what clients send on the way."""

from collections.abc import Callable
from typing import Any

from polyfactory import PostGenerated, Use

from backend.apps.customers.models import Customer
from backend.apps.customers.schemas import CustomerCreate, CustomerProfile, CustomerSubscription
from backend.apps.customers.values import CustomerPlan, CustomerState
from backend.core.clock import utc_now
from backend.tests.harness.factories import BodyFactory, RowFactory

FAKER = BodyFactory.__faker__
STATES = list(CustomerState)


def since(reached: CustomerState, make: Callable[[], object]) -> PostGenerated:
    """Fill a column in only for customers who have come as far as `reached`."""

    def fill_in(_: str, row: dict[str, Any]) -> object:
        return make() if STATES.index(row["state"]) >= STATES.index(reached) else None

    return PostGenerated(fill_in)


def plan() -> CustomerPlan:
    return FAKER.random_element(list(CustomerPlan))


class CustomerFactory(RowFactory[Customer]):
    """`build(state=CustomerState.COMPLETE)` has all that the steps up to there bring."""

    name = Use(FAKER.company)
    state = CustomerState.STARTED
    legal_name = since(CustomerState.PROFILED, FAKER.company)
    country = since(CustomerState.PROFILED, FAKER.country_code)
    contact_email = since(CustomerState.PROFILED, FAKER.email)
    plan = since(CustomerState.SUBSCRIBED, plan)
    completed_at = since(CustomerState.COMPLETE, utc_now)


class CustomerCreateFactory(BodyFactory[CustomerCreate]):
    name = Use(FAKER.company)


class CustomerProfileFactory(BodyFactory[CustomerProfile]):
    legal_name = Use(FAKER.company)
    country = Use(FAKER.country_code)
    contact_email = Use(FAKER.email)


class CustomerSubscriptionFactory(BodyFactory[CustomerSubscription]):
    plan = Use(plan)
