"""Invitations, as those who invite and those who are invited see them."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Invitation, Organization, User
from backend.apps.accounts.schemas import InvitationRead, MemberRead, ReceivedInvitationRead
from backend.core.pagination import Page
from backend.tests.apps.accounts.builders import MakeInvitation
from backend.tests.apps.accounts.factories import InvitationCreateFactory
from backend.tests.apps.accounts.operations import (
    ACCEPT_INVITATION,
    DECLINE_INVITATION,
    LIST_INVITATIONS,
    LIST_MY_INVITATIONS,
    WITHDRAW_INVITATION,
)
from backend.tests.apps.answers import wrong_places


async def test_an_invitation_is_stored_and_answered(
    owner_client: AsyncClient, organization: Organization, session: AsyncSession
) -> None:
    new = InvitationCreateFactory.build()
    url = f"/v1/organizations/{organization.id}/invitations"

    response = await owner_client.post(url, json=new.model_dump(mode="json"))

    assert response.status_code == HTTPStatus.CREATED
    stored = (await session.scalars(select(Invitation))).one()
    assert (stored.email, stored.role) == (new.email, new.role)
    assert InvitationRead.model_validate(response.json()) == InvitationRead.model_validate(stored)


async def test_an_organization_lists_its_own_invitations(
    owner_client: AsyncClient, organization: Organization, make_invitation: MakeInvitation
) -> None:
    mine = await make_invitation(email="ada@example.com", organization=organization)
    await make_invitation(email="ada@example.com")

    response = await LIST_INVITATIONS.send(owner_client, organization.id)

    items = [InvitationRead.model_validate(mine)]
    whole = Page[InvitationRead](items=items, total=1, limit=50, offset=0)
    assert Page[InvitationRead].model_validate(response.json()) == whole


async def test_a_user_lists_the_invitations_to_their_email(
    authenticated_client: AsyncClient, authenticated_user: User, make_invitation: MakeInvitation
) -> None:
    mine = await make_invitation(email=authenticated_user.email)
    await make_invitation(email="somebody.else@example.com")

    response = await LIST_MY_INVITATIONS.send(authenticated_client)

    items = [ReceivedInvitationRead.model_validate(mine)]
    whole = Page[ReceivedInvitationRead](items=items, total=1, limit=50, offset=0)
    assert Page[ReceivedInvitationRead].model_validate(response.json()) == whole


async def test_who_accepts_is_a_member(
    authenticated_client: AsyncClient, authenticated_user: User, make_invitation: MakeInvitation
) -> None:
    invitation = await make_invitation(email=authenticated_user.email)

    response = await ACCEPT_INVITATION.send(authenticated_client, invitation_id=invitation.id)

    assert response.status_code == HTTPStatus.CREATED
    joined = MemberRead.model_validate(response.json())
    assert (joined.user.id, joined.role) == (authenticated_user.id, invitation.role)


async def test_who_declines_is_no_longer_invited(
    authenticated_client: AsyncClient,
    authenticated_user: User,
    make_invitation: MakeInvitation,
    session: AsyncSession,
) -> None:
    invitation = await make_invitation(email=authenticated_user.email)

    response = await DECLINE_INVITATION.send(authenticated_client, invitation_id=invitation.id)

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    assert await session.scalar(select(Invitation)) is None


async def test_what_is_withdrawn_is_gone(
    owner_client: AsyncClient,
    organization: Organization,
    make_invitation: MakeInvitation,
    session: AsyncSession,
) -> None:
    invitation = await make_invitation(email="ada@example.com", organization=organization)

    response = await WITHDRAW_INVITATION.send(
        owner_client, organization.id, invitation_id=invitation.id
    )

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    assert await session.scalar(select(Invitation)) is None


@pytest.mark.parametrize(("method", "step"), [("POST", "/acceptance"), ("DELETE", "")])
async def test_what_names_no_invitation_is_invalid(
    authenticated_client: AsyncClient, method: str, step: str
) -> None:
    url = f"/v1/me/invitations/mine{step}"

    response = await authenticated_client.request(method, url)

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert wrong_places(response) == ["path.invitation_id"]
