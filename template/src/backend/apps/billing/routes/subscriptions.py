"""The subscriptions of an organization over HTTP."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from backend.apps.accounts.dependencies import OrganizationAdminDep, OrganizationMemberDep
from backend.apps.billing.dependencies import SubscriptionQueryDep, SubscriptionServiceDep
from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.schemas import SubscriptionCreate, SubscriptionRead
from backend.core.pagination import Page, Rows
from backend.core.schemas import problems

router = APIRouter(
    prefix="/organizations/{organization_id}/subscriptions",
    tags=["billing"],
    responses=problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
)

REFUSED = problems(HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)


@router.get("", response_model=Page[SubscriptionRead])
async def list_subscriptions(
    member: OrganizationMemberDep, query: SubscriptionQueryDep, service: SubscriptionServiceDep
) -> Rows[BillingSubscription]:
    return await service.page(member, query)


@router.post("", response_model=SubscriptionRead, status_code=HTTPStatus.CREATED, responses=REFUSED)
async def subscribe(
    new: SubscriptionCreate, admin: OrganizationAdminDep, service: SubscriptionServiceDep
) -> BillingSubscription:
    return await service.subscribe(admin, new)


@router.get("/{subscription_id}", response_model=SubscriptionRead)
async def read_subscription(
    subscription_id: UUID, member: OrganizationMemberDep, service: SubscriptionServiceDep
) -> BillingSubscription:
    return await service.read(member, subscription_id)


@router.post(
    "/{subscription_id}/retry",
    response_model=SubscriptionRead,
    status_code=HTTPStatus.ACCEPTED,
    responses=REFUSED,
)
async def retry_subscription(
    subscription_id: UUID, admin: OrganizationAdminDep, service: SubscriptionServiceDep
) -> BillingSubscription:
    return await service.retry(admin, subscription_id)


@router.post(
    "/{subscription_id}/cancellation",
    response_model=SubscriptionRead,
    status_code=HTTPStatus.ACCEPTED,
    responses=REFUSED,
)
async def cancel_subscription(
    subscription_id: UUID, admin: OrganizationAdminDep, service: SubscriptionServiceDep
) -> BillingSubscription:
    return await service.cancel(admin, subscription_id)
