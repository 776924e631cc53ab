"""Words of onboarding that rows, bodies and rules share."""

from enum import StrEnum


class CustomerState(StrEnum):
    """How far a customer has come; each state is reached from the one above it."""

    STARTED = "started"
    PROFILED = "profiled"
    SUBSCRIBED = "subscribed"
    COMPLETE = "complete"

    def follows(self, other: "CustomerState") -> bool:
        states = list(CustomerState)
        return states.index(self) == states.index(other) + 1


class CustomerPlan(StrEnum):
    """What a customer subscribes to."""

    STARTER = "starter"
    TEAM = "team"
    ENTERPRISE = "enterprise"
