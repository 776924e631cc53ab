"""The delivery history and the dashboard over HTTP."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from backend.apps.accounts.dependencies import OrganizationAdminDep, OrganizationMemberDep
from backend.apps.deliveries.dependencies import (
    DashboardQueryDep,
    DeliveryQueryDep,
    DeliveryServiceDep,
)
from backend.apps.deliveries.models import Delivery
from backend.apps.deliveries.schemas import DashboardRead, DeliveryDetail, DeliveryRead
from backend.core.pagination import Page, Rows
from backend.core.schemas import problems

router = APIRouter(
    prefix="/organizations/{organization_id}",
    tags=["deliveries"],
    responses=problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
)

REFUSED = problems(HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)


@router.get("/dashboard")
async def read_dashboard(
    member: OrganizationMemberDep, query: DashboardQueryDep, service: DeliveryServiceDep
) -> DashboardRead:
    return await service.dashboard(member, query.days)


@router.get("/deliveries", response_model=Page[DeliveryRead])
async def list_deliveries(
    member: OrganizationMemberDep, query: DeliveryQueryDep, service: DeliveryServiceDep
) -> Rows[Delivery]:
    return await service.page(member, query)


@router.get("/deliveries/{delivery_id}", response_model=DeliveryDetail)
async def read_delivery(
    delivery_id: UUID, member: OrganizationMemberDep, service: DeliveryServiceDep
) -> Delivery:
    return await service.read(member, delivery_id)


@router.post(
    "/deliveries/{delivery_id}/retry",
    response_model=DeliveryRead,
    status_code=HTTPStatus.ACCEPTED,
    responses=REFUSED,
)
async def retry_delivery(
    delivery_id: UUID, admin: OrganizationAdminDep, service: DeliveryServiceDep
) -> Delivery:
    return await service.retry(admin, delivery_id)
