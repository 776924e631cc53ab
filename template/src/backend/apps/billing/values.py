"""Words of billing that rows, bodies and rules share."""

from enum import StrEnum

CURRENCY = "EUR"


class Plan(StrEnum):
    """What an organization can subscribe to."""

    STARTER = "starter"
    TEAM = "team"
    ENTERPRISE = "enterprise"

    @property
    def monthly_price(self) -> int:
        """In minor units: cents, which add up, unlike fractions of a euro."""
        return {Plan.STARTER: 1_900, Plan.TEAM: 7_900, Plan.ENTERPRISE: 49_900}[self]


class SubscriptionState(StrEnum):
    """Where a subscription stands; the last two are for good."""

    PENDING = "pending"
    ACTIVE = "active"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def has_ended(self) -> bool:
        return self in {SubscriptionState.CANCELLED, SubscriptionState.FAILED}

    @property
    def is_wanted(self) -> bool:
        """Nobody has asked for its end yet."""
        return self in {SubscriptionState.PENDING, SubscriptionState.ACTIVE}


class AgreementStatus(StrEnum):
    """What the provider says about a subscription that it knows."""

    # Somebody has still to pay: an event will tell how that ended.
    INCOMPLETE = "incomplete"
    ACTIVE = "active"
    CANCELLED = "cancelled"

    @property
    def outcome(self) -> SubscriptionState:
        return {
            AgreementStatus.INCOMPLETE: SubscriptionState.PENDING,
            AgreementStatus.ACTIVE: SubscriptionState.ACTIVE,
            AgreementStatus.CANCELLED: SubscriptionState.CANCELLED,
        }[self]


class PaymentFact(StrEnum):
    """What the payments provider tells about a subscription, of all that it tells."""

    ACTIVATED = "subscription.activated"
    PAYMENT_FAILED = "subscription.payment_failed"
    CANCELLED = "subscription.cancelled"

    def changes(self, state: SubscriptionState) -> SubscriptionState | None:
        """Return what becomes of `state`; nothing, where the fact comes too late to matter."""
        return CHANGES[self] if state in ELIGIBLE[self] else None


PENDING, ACTIVE, CANCELLING, CANCELLED, FAILED = SubscriptionState

CHANGES = {
    PaymentFact.ACTIVATED: ACTIVE,
    PaymentFact.PAYMENT_FAILED: FAILED,
    PaymentFact.CANCELLED: CANCELLED,
}
# Events overtake each other: what is cancelled stays so, whichever of them arrives last.
ELIGIBLE = {
    PaymentFact.ACTIVATED: {PENDING},
    PaymentFact.PAYMENT_FAILED: {PENDING, ACTIVE},
    PaymentFact.CANCELLED: {PENDING, ACTIVE, CANCELLING},
}
