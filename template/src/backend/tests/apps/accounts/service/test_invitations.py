"""Who may invite whom, and what an invitation tells about who has an account."""

from http import HTTPStatus
from itertools import product

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Invitation, Membership, Organization, User
from backend.apps.accounts.settings import AccountsSettings
from backend.apps.accounts.values import Role
from backend.core.dependencies import State
from backend.tests.apps.accounts.builders import MakeInvitation, MakeMembership, MakeUser
from backend.tests.apps.accounts.factories import InvitationCreateFactory, somebodys_email
from backend.tests.apps.accounts.operations import (
    ACCEPT_INVITATION,
    DECLINE_INVITATION,
    INVITE,
    WITHDRAW_INVITATION,
    Operation,
)
from backend.tests.apps.accounts.sign_in import ActAs, SignIn
from backend.tests.apps.answers import problem_of, refusal_of
from backend.tests.apps.bodies import body_with
from backend.tests.apps.commits import LoseCommits
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox

OWNER, ADMIN, MEMBER = Role
# Who invites, and to which role: an owner to every one, an admin to every one but owner.
ALLOWED = [*product([OWNER], Role), *product([ADMIN], [ADMIN, MEMBER])]
REFUSED = [pair for pair in product(Role, Role) if pair not in ALLOWED]

ROLE_TOO_LOW = (HTTPStatus.FORBIDDEN, "role-too-low")
INVITATION_NOT_FOUND = (HTTPStatus.NOT_FOUND, "invitation-not-found")
ALREADY_MEMBER = (HTTPStatus.CONFLICT, "already-member")


@pytest.mark.parametrize(("role", "given"), ALLOWED, ids=str)
async def test_an_invitation_names_a_role(
    act_as: ActAs, organization: Organization, role: Role, given: Role
) -> None:
    client = await act_as(role, organization)
    new = InvitationCreateFactory.build(role=given)

    response = await INVITE.send(client, organization.id, body=new)

    assert response.status_code == HTTPStatus.CREATED


@pytest.mark.parametrize(("role", "given"), REFUSED, ids=str)
async def test_nobody_invites_to_a_role_beyond_their_own(
    act_as: ActAs, organization: Organization, role: Role, given: Role
) -> None:
    client = await act_as(role, organization)
    new = InvitationCreateFactory.build(role=given)

    response = await INVITE.send(client, organization.id, body=new)

    assert refusal_of(response) == ROLE_TOO_LOW


async def test_an_invitation_does_not_tell_who_has_an_account(
    owner_client: AsyncClient, organization: Organization, make_user: MakeUser
) -> None:
    known = InvitationCreateFactory.build(email=(await make_user()).email)
    unknown = InvitationCreateFactory.build()

    to_user = await INVITE.send(owner_client, organization.id, body=known)
    to_nobody = await INVITE.send(owner_client, organization.id, body=unknown)

    assert to_user.status_code == to_nobody.status_code == HTTPStatus.CREATED
    assert to_user.json().keys() == to_nobody.json().keys()


async def test_who_registers_later_is_invited_all_the_same(
    make_invitation: MakeInvitation, make_user: MakeUser, sign_in: SignIn
) -> None:
    invitation = await make_invitation(email="ada@example.com", role=ADMIN)
    client = sign_in(await make_user(email="ada@example.com"))

    response = await ACCEPT_INVITATION.send(client, invitation_id=invitation.id)

    assert response.status_code == HTTPStatus.CREATED


async def test_who_accepts_gets_the_role_once(
    authenticated_client: AsyncClient,
    authenticated_user: User,
    make_invitation: MakeInvitation,
    session: AsyncSession,
) -> None:
    invitation = await make_invitation(email=authenticated_user.email, role=ADMIN)
    await ACCEPT_INVITATION.send(authenticated_client, invitation_id=invitation.id)

    again = await ACCEPT_INVITATION.send(authenticated_client, invitation_id=invitation.id)

    assert refusal_of(again) == INVITATION_NOT_FOUND
    assert (await session.scalars(select(Membership.role))).all() == [ADMIN]


@pytest.mark.committed
async def test_of_two_acceptances_at_once_one_counts(
    authenticated_client: AsyncClient,
    authenticated_user: User,
    make_invitation: MakeInvitation,
    sandbox: Sandbox,
) -> None:
    invitation = await make_invitation(email=authenticated_user.email)
    contenders = [
        ACCEPT_INVITATION.send(authenticated_client, invitation_id=invitation.id) for _ in range(2)
    ]

    one, other = sorted(await race(sandbox, *contenders), key=lambda answer: answer.status_code)

    assert one.status_code == HTTPStatus.CREATED
    assert refusal_of(other) == INVITATION_NOT_FOUND


@pytest.mark.committed
async def test_of_two_invitations_at_once_the_second_reads_what_a_later_one_reads(
    owner_client: AsyncClient, organization: Organization, sandbox: Sandbox
) -> None:
    new = body_with(InvitationCreateFactory)

    answers = await race(
        sandbox,
        *(INVITE.send(owner_client, organization_id=organization.id, body=new) for _ in range(2)),
    )

    one, other = sorted(answers, key=lambda answer: answer.status_code)
    later = await INVITE.send(owner_client, organization_id=organization.id, body=new)
    assert one.status_code == HTTPStatus.CREATED
    assert problem_of(other) == problem_of(later)


@pytest.mark.parametrize("operation", [ACCEPT_INVITATION, DECLINE_INVITATION], ids=str)
async def test_the_invitations_of_others_are_unknown(
    authenticated_client: AsyncClient, make_invitation: MakeInvitation, operation: Operation
) -> None:
    theirs = await make_invitation(email=somebodys_email())

    response = await operation.send(authenticated_client, invitation_id=theirs.id)

    assert refusal_of(response) == INVITATION_NOT_FOUND


async def test_the_invitations_of_other_tenants_are_unknown(
    owner_client: AsyncClient, organization: Organization, make_invitation: MakeInvitation
) -> None:
    theirs = await make_invitation(email=somebodys_email())

    response = await WITHDRAW_INVITATION.send(
        owner_client, organization.id, invitation_id=theirs.id
    )

    assert refusal_of(response) == INVITATION_NOT_FOUND


async def test_an_admin_does_not_withdraw_what_an_owner_gave(
    admin_client: AsyncClient, organization: Organization, make_invitation: MakeInvitation
) -> None:
    invitation = await make_invitation(
        email=somebodys_email(), organization=organization, role=OWNER
    )

    response = await WITHDRAW_INVITATION.send(
        admin_client, organization.id, invitation_id=invitation.id
    )

    assert refusal_of(response) == ROLE_TOO_LOW


async def test_a_member_is_not_invited_again(
    owner_client: AsyncClient, organization: Organization, make_membership: MakeMembership
) -> None:
    member = await make_membership(organization=organization)
    again = InvitationCreateFactory.build(email=member.user.email)

    response = await INVITE.send(owner_client, organization.id, body=again)

    assert refusal_of(response) == ALREADY_MEMBER


async def test_a_member_has_nothing_to_accept(
    make_membership: MakeMembership, make_invitation: MakeInvitation, sign_in: SignIn
) -> None:
    member = await make_membership()
    late = await make_invitation(email=member.user.email, organization=member.organization)

    response = await ACCEPT_INVITATION.send(sign_in(member.user), invitation_id=late.id)

    assert refusal_of(response) == ALREADY_MEMBER


async def test_nobody_is_invited_twice(
    owner_client: AsyncClient, organization: Organization, make_invitation: MakeInvitation
) -> None:
    invited = await make_invitation(email=somebodys_email(), organization=organization)
    again = InvitationCreateFactory.build(email=invited.email)

    response = await INVITE.send(owner_client, organization.id, body=again)

    assert refusal_of(response) == (HTTPStatus.CONFLICT, "already-invited")


async def test_a_member_elsewhere_is_invited(
    owner_client: AsyncClient, organization: Organization, make_membership: MakeMembership
) -> None:
    elsewhere = await make_membership()
    new = InvitationCreateFactory.build(email=elsewhere.user.email)

    response = await INVITE.send(owner_client, organization.id, body=new)

    assert response.status_code == HTTPStatus.CREATED


async def test_too_many_invitations_are_refused(
    owner_client: AsyncClient,
    organization: Organization,
    state: State,
    settings: AccountsSettings,
) -> None:
    state["settings"] = settings.model_copy(update={"invitations_per_account": 1})
    await INVITE.send(owner_client, organization.id)

    response = await INVITE.send(owner_client, organization.id)

    assert refusal_of(response) == (HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests")


async def test_a_lost_commit_invites_nobody(
    owner_client: AsyncClient,
    organization: Organization,
    session: AsyncSession,
    lose_commits: LoseCommits,
) -> None:
    lose_commits()

    response = await INVITE.send(owner_client, organization.id)

    assert refusal_of(response) == (HTTPStatus.SERVICE_UNAVAILABLE, "database-unavailable")
    assert await session.scalar(select(Invitation)) is None
