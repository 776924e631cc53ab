"""Customers over HTTP: a step of the onboarding is an endpoint."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from backend.apps.accounts.dependencies import OrganizationAdminDep, OrganizationMemberDep
from backend.apps.customers.dependencies import CustomerQueryDep, OnboardingServiceDep
from backend.apps.customers.models import Customer
from backend.apps.customers.schemas import (
    CustomerCreate,
    CustomerProfile,
    CustomerRead,
    CustomerSubscription,
)
from backend.core.pagination import Page, Rows
from backend.core.schemas import problems

router = APIRouter(
    prefix="/organizations/{organization_id}/customers",
    tags=["customers"],
    responses=problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
)

ADMINS_ONLY = problems(HTTPStatus.FORBIDDEN)
IN_ORDER_ONLY = problems(HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)


@router.get("", response_model=Page[CustomerRead])
async def list_customers(
    member: OrganizationMemberDep, query: CustomerQueryDep, service: OnboardingServiceDep
) -> Rows[Customer]:
    return await service.page(member, query)


@router.post("", response_model=CustomerRead, status_code=HTTPStatus.CREATED, responses=ADMINS_ONLY)
async def start_onboarding(
    new: CustomerCreate, admin: OrganizationAdminDep, service: OnboardingServiceDep
) -> Customer:
    return await service.start(admin, new)


@router.get("/{customer_id}", response_model=CustomerRead)
async def read_customer(
    customer_id: UUID, member: OrganizationMemberDep, service: OnboardingServiceDep
) -> Customer:
    return await service.read(member, customer_id)


@router.post("/{customer_id}/profile", response_model=CustomerRead, responses=IN_ORDER_ONLY)
async def profile_customer(
    customer_id: UUID,
    profile: CustomerProfile,
    admin: OrganizationAdminDep,
    service: OnboardingServiceDep,
) -> Customer:
    return await service.profile(admin, customer_id, profile)


@router.post("/{customer_id}/subscription", response_model=CustomerRead, responses=IN_ORDER_ONLY)
async def subscribe_customer(
    customer_id: UUID,
    subscription: CustomerSubscription,
    admin: OrganizationAdminDep,
    service: OnboardingServiceDep,
) -> Customer:
    return await service.subscribe(admin, customer_id, subscription)


@router.post("/{customer_id}/completion", response_model=CustomerRead, responses=IN_ORDER_ONLY)
async def complete_onboarding(
    customer_id: UUID, admin: OrganizationAdminDep, service: OnboardingServiceDep
) -> Customer:
    return await service.complete(admin, customer_id)
