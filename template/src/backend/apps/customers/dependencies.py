"""Wires the service."""

from typing import Annotated

from fastapi import Depends, Query

from backend.apps.customers.repository import CustomerRepository
from backend.apps.customers.schemas import CustomerQuery
from backend.apps.customers.service import OnboardingService
from backend.core.dependencies import SessionDep


async def get_onboarding_service(session: SessionDep) -> OnboardingService:
    return OnboardingService(CustomerRepository(session))


OnboardingServiceDep = Annotated[OnboardingService, Depends(get_onboarding_service)]
CustomerQueryDep = Annotated[CustomerQuery, Query()]
