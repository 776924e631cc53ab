"""Alert profiles over HTTP."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from backend.apps.accounts.dependencies import OrganizationAdminDep, OrganizationMemberDep
from backend.apps.alerts.dependencies import AlertProfileQueryDep, AlertProfileServiceDep
from backend.apps.alerts.models import AlertProfile
from backend.apps.alerts.schemas import AlertProfileCreate, AlertProfileRead, AlertProfileUpdate
from backend.core.pagination import Page, Rows
from backend.core.schemas import problems

router = APIRouter(
    prefix="/organizations/{organization_id}/alert-profiles",
    tags=["alerts"],
    responses=problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
)

ADMINS_ONLY = problems(HTTPStatus.FORBIDDEN)
ONE_OF_A_NAME = problems(HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)


@router.get("", response_model=Page[AlertProfileRead])
async def list_alert_profiles(
    member: OrganizationMemberDep, query: AlertProfileQueryDep, service: AlertProfileServiceDep
) -> Rows[AlertProfile]:
    return await service.page(member, query)


@router.post(
    "",
    response_model=AlertProfileRead,
    status_code=HTTPStatus.CREATED,
    responses=ONE_OF_A_NAME,
)
async def create_alert_profile(
    new: AlertProfileCreate, admin: OrganizationAdminDep, service: AlertProfileServiceDep
) -> AlertProfile:
    return await service.create(admin, new)


@router.get("/{profile_id}", response_model=AlertProfileRead)
async def read_alert_profile(
    profile_id: UUID, member: OrganizationMemberDep, service: AlertProfileServiceDep
) -> AlertProfile:
    return await service.read(member, profile_id)


@router.put("/{profile_id}", response_model=AlertProfileRead, responses=ONE_OF_A_NAME)
async def replace_alert_profile(
    profile_id: UUID,
    change: AlertProfileUpdate,
    admin: OrganizationAdminDep,
    service: AlertProfileServiceDep,
) -> AlertProfile:
    return await service.replace(admin, profile_id, change)


@router.delete("/{profile_id}", status_code=HTTPStatus.NO_CONTENT, responses=ADMINS_ONLY)
async def remove_alert_profile(
    profile_id: UUID, admin: OrganizationAdminDep, service: AlertProfileServiceDep
) -> None:
    await service.remove(admin, profile_id)
