"""What the rules of billing are tested on: its jobs, without the worker that does them."""

import pytest

from backend.apps.billing.repository.payments import Payments
from backend.apps.billing.resources import BillingResources
from backend.apps.billing.service.cancellation import Cancellation
from backend.apps.billing.service.settlement import Settlement
from backend.core.database import Sessionmaker


@pytest.fixture
def settlement(sessionmaker: Sessionmaker, billing: BillingResources) -> Settlement:
    """Asks the provider, as the jobs of billing do."""
    return Settlement(sessionmaker, Payments(billing.provider))


@pytest.fixture
def cancellation(sessionmaker: Sessionmaker, billing: BillingResources) -> Cancellation:
    """Cancels at the provider, as the jobs of billing do."""
    return Cancellation(sessionmaker, Payments(billing.provider))
