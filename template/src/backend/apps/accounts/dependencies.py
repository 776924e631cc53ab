"""Wires the services, and says who is asking and what they may do here."""

from collections.abc import Awaitable, Callable
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from backend.apps.accounts.models import Membership, User
from backend.apps.accounts.repository.invitations import InvitationRepository
from backend.apps.accounts.repository.memberships import MembershipRepository
from backend.apps.accounts.repository.organizations import OrganizationRepository
from backend.apps.accounts.repository.token_families import TokenFamilies
from backend.apps.accounts.repository.users import UserRepository
from backend.apps.accounts.service.attempts import AttemptLimits
from backend.apps.accounts.service.authentication import AuthenticationService, identify
from backend.apps.accounts.service.authority import demand
from backend.apps.accounts.service.invitations import InvitationService
from backend.apps.accounts.service.login import LoginService
from backend.apps.accounts.service.members import MemberService
from backend.apps.accounts.service.organizations import OrganizationService
from backend.apps.accounts.service.registration import RegistrationService
from backend.apps.accounts.service.tokens import TokenService
from backend.apps.accounts.settings import AccountsSettings
from backend.apps.accounts.values import Role
from backend.core.dependencies import SessionDep, State, StateDep, get_settings


class Bearer(HTTPBearer):
    """Reads the token of a WebSocket too; FastAPI gives the original a request or nothing."""

    async def __call__(self, request: HTTPConnection) -> HTTPAuthorizationCredentials | None:
        return await super().__call__(cast("Request", request))


# Says no by itself in no case: a missing token is our error, with our sentence.
bearer = Bearer(bearerFormat="JWT", scheme_name="HTTPBearer", auto_error=False)
AccountsSettingsDep = Annotated[AccountsSettings, Depends(get_settings)]
BearerDep = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


# Plain functions, not dependencies: FastAPI takes longer to solve one than they do.
def attempt_limits(state: State) -> AttemptLimits:
    return AttemptLimits(state["redis"], cast("AccountsSettings", state["settings"]))


def token_service(state: State) -> TokenService:
    settings = cast("AccountsSettings", state["settings"])
    return TokenService(TokenFamilies(state["redis"], settings), settings)


async def get_organization_service(session: SessionDep) -> OrganizationService:
    return OrganizationService(OrganizationRepository(session), MembershipRepository(session))


async def get_member_service(session: SessionDep) -> MemberService:
    return MemberService(MembershipRepository(session))


async def get_invitation_service(session: SessionDep, state: StateDep) -> InvitationService:
    limit = attempt_limits(state).invitation
    return InvitationService(InvitationRepository(session), MembershipRepository(session), limit)


OrganizationServiceDep = Annotated[OrganizationService, Depends(get_organization_service)]
MemberServiceDep = Annotated[MemberService, Depends(get_member_service)]
InvitationServiceDep = Annotated[InvitationService, Depends(get_invitation_service)]


async def get_registration_service(
    session: SessionDep,
    organizations: OrganizationServiceDep,
    state: StateDep,
) -> RegistrationService:
    limit = attempt_limits(state).registration
    return RegistrationService(
        UserRepository(session), organizations, limit, state["password_hash"]
    )


async def get_login_service(state: StateDep) -> LoginService:
    limit, tokens = attempt_limits(state).login, token_service(state)
    return LoginService(state["sessionmaker"], tokens, limit, state["password_hash"])


async def get_authentication_service(session: SessionDep, state: StateDep) -> AuthenticationService:
    limit, tokens = attempt_limits(state).refresh, token_service(state)
    return AuthenticationService(UserRepository(session), tokens, limit)


RegistrationServiceDep = Annotated[RegistrationService, Depends(get_registration_service)]
LoginServiceDep = Annotated[LoginService, Depends(get_login_service)]
AuthenticationServiceDep = Annotated[AuthenticationService, Depends(get_authentication_service)]


async def get_current_user(
    session: SessionDep, settings: AccountsSettingsDep, presented: BearerDep
) -> User:
    token = presented.credentials if presented else None
    return await identify(UserRepository(session), settings, token)


CurrentUserDep = Annotated[User, Depends(get_current_user)]


async def get_organization_member(
    organization_id: UUID, user: CurrentUserDep, service: MemberServiceDep
) -> Membership:
    """Who is asking, as a member of the organization in the path; strangers get a 404."""
    return await service.recognize(user, organization_id)


OrganizationMemberDep = Annotated[Membership, Depends(get_organization_member)]


def requires(role: Role) -> Callable[[Membership], Awaitable[Membership]]:
    """A dependency for every route below `/organizations/{organization_id}` not all may use."""

    async def get_member_with_role(member: OrganizationMemberDep) -> Membership:
        demand(member, role)
        return member

    return get_member_with_role


OrganizationAdminDep = Annotated[Membership, Depends(requires(Role.ADMIN))]
OrganizationOwnerDep = Annotated[Membership, Depends(requires(Role.OWNER))]
