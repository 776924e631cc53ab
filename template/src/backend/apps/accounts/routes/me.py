"""The person who asks, and what they are invited to, over HTTP."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from backend.apps.accounts.dependencies import CurrentUserDep, InvitationServiceDep
from backend.apps.accounts.models import Invitation, Membership, User
from backend.apps.accounts.schemas import MemberRead, ReceivedInvitationRead, UserRead
from backend.core.dependencies import PageParamsDep
from backend.core.pagination import Page, Rows
from backend.core.schemas import problems

router = APIRouter(prefix="/me", tags=["me"], responses=problems(HTTPStatus.UNAUTHORIZED))


@router.get("", response_model=UserRead)
async def read_me(user: CurrentUserDep) -> User:
    return user


@router.get("/invitations", response_model=Page[ReceivedInvitationRead])
async def list_my_invitations(
    user: CurrentUserDep, params: PageParamsDep, service: InvitationServiceDep
) -> Rows[Invitation]:
    return await service.page_of(user, params)


@router.post(
    "/invitations/{invitation_id}/acceptance",
    response_model=MemberRead,
    status_code=HTTPStatus.CREATED,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
)
async def accept_invitation(
    invitation_id: UUID, user: CurrentUserDep, service: InvitationServiceDep
) -> Membership:
    return await service.accept(user, invitation_id)


@router.delete(
    "/invitations/{invitation_id}",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(HTTPStatus.NOT_FOUND),
)
async def decline_invitation(
    invitation_id: UUID, user: CurrentUserDep, service: InvitationServiceDep
) -> None:
    await service.decline(user, invitation_id)
