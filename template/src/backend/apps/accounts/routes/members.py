"""The members of an organization over HTTP."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from backend.apps.accounts.dependencies import (
    MemberServiceDep,
    OrganizationAdminDep,
    OrganizationMemberDep,
)
from backend.apps.accounts.models import Membership
from backend.apps.accounts.schemas import MemberRead, MemberUpdate
from backend.core.dependencies import PageParamsDep
from backend.core.pagination import Page, Rows
from backend.core.schemas import problems

router = APIRouter(
    prefix="/organizations/{organization_id}/members",
    tags=["members"],
    responses=problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
)

REFUSED = problems(HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)


@router.get("", response_model=Page[MemberRead])
async def list_members(
    member: OrganizationMemberDep, params: PageParamsDep, service: MemberServiceDep
) -> Rows[Membership]:
    return await service.page(member, params)


@router.patch("/{user_id}", response_model=MemberRead, responses=REFUSED)
async def change_member_role(
    user_id: UUID, change: MemberUpdate, admin: OrganizationAdminDep, service: MemberServiceDep
) -> Membership:
    return await service.change_role(admin, user_id, change)


@router.delete("/{user_id}", status_code=HTTPStatus.NO_CONTENT, responses=REFUSED)
async def remove_member(
    user_id: UUID, member: OrganizationMemberDep, service: MemberServiceDep
) -> None:
    await service.remove(member, user_id)
