"""The invitations of an organization over HTTP."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from backend.apps.accounts.dependencies import InvitationServiceDep, OrganizationAdminDep
from backend.apps.accounts.models import Invitation
from backend.apps.accounts.schemas import InvitationCreate, InvitationRead
from backend.core.dependencies import ClientNetworkDep, PageParamsDep
from backend.core.pagination import Page, Rows
from backend.core.schemas import problems

router = APIRouter(
    prefix="/organizations/{organization_id}/invitations",
    tags=["invitations"],
    responses=problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
)

REFUSED = problems(HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS)


@router.get("", response_model=Page[InvitationRead])
async def list_invitations(
    admin: OrganizationAdminDep, params: PageParamsDep, service: InvitationServiceDep
) -> Rows[Invitation]:
    return await service.page(admin, params)


@router.post("", response_model=InvitationRead, status_code=HTTPStatus.CREATED, responses=REFUSED)
async def invite(
    new: InvitationCreate,
    admin: OrganizationAdminDep,
    network: ClientNetworkDep,
    service: InvitationServiceDep,
) -> Invitation:
    return await service.invite(admin, new, network)


@router.delete("/{invitation_id}", status_code=HTTPStatus.NO_CONTENT)
async def withdraw_invitation(
    invitation_id: UUID, admin: OrganizationAdminDep, service: InvitationServiceDep
) -> None:
    await service.withdraw(admin, invitation_id)
