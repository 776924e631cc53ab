"""Organizations over HTTP."""

from http import HTTPStatus

from fastapi import APIRouter

from backend.apps.accounts.dependencies import (
    CurrentUserDep,
    OrganizationAdminDep,
    OrganizationMemberDep,
    OrganizationOwnerDep,
    OrganizationServiceDep,
)
from backend.apps.accounts.models import Organization
from backend.apps.accounts.schemas import (
    OrganizationCreate,
    OrganizationRead,
    OrganizationUpdate,
)
from backend.core.dependencies import PageParamsDep
from backend.core.pagination import Page, Rows
from backend.core.schemas import problems

router = APIRouter(
    prefix="/organizations",
    tags=["organizations"],
    responses=problems(HTTPStatus.UNAUTHORIZED),
)


@router.get("", response_model=Page[OrganizationRead])
async def list_organizations(
    user: CurrentUserDep, params: PageParamsDep, service: OrganizationServiceDep
) -> Rows[Organization]:
    return await service.page(user, params)


@router.post("", response_model=OrganizationRead, status_code=HTTPStatus.CREATED)
async def found_organization(
    new: OrganizationCreate, user: CurrentUserDep, service: OrganizationServiceDep
) -> Organization:
    return await service.found(user, new)


@router.get(
    "/{organization_id}",
    response_model=OrganizationRead,
    responses=problems(HTTPStatus.NOT_FOUND),
)
async def read_organization(member: OrganizationMemberDep) -> Organization:
    return member.organization


@router.patch(
    "/{organization_id}",
    response_model=OrganizationRead,
    responses=problems(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
)
async def rename_organization(
    change: OrganizationUpdate, admin: OrganizationAdminDep, service: OrganizationServiceDep
) -> Organization:
    return await service.rename(admin.organization, change)


@router.delete(
    "/{organization_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
)
async def dissolve_organization(
    owner: OrganizationOwnerDep, service: OrganizationServiceDep
) -> None:
    await service.dissolve(owner.organization)
