"""What clients send about customers, and what they get back."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from backend.apps.accounts.schemas import Email
from backend.apps.customers.values import CustomerPlan, CustomerState
from backend.core.pagination import PageParams
from backend.core.schemas import Line, Schema

# ISO 3166-1 alpha-2.
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class CustomerCreate(Schema):
    name: Line


class CustomerProfile(Schema):
    legal_name: Line
    country: Country
    contact_email: Email


class CustomerSubscription(Schema):
    plan: CustomerPlan


class CustomerRead(Schema):
    id: UUID
    name: str
    state: CustomerState
    legal_name: str | None
    country: str | None
    contact_email: str | None
    plan: CustomerPlan | None
    created_at: datetime
    completed_at: datetime | None


class CustomerQuery(PageParams):
    state: CustomerState | None = None
