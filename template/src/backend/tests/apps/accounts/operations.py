"""Every operation of accounts, for the rules that hold for many of them alike."""

from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from httpx import AsyncClient, Response

from backend.core.schemas import Schema
from backend.tests.apps.accounts.factories import (
    FAKER,
    CredentialsFactory,
    InvitationCreateFactory,
    MemberUpdateFactory,
    OrganizationCreateFactory,
    OrganizationUpdateFactory,
    PresentedTokenFactory,
    RegistrationFactory,
)
from backend.tests.harness.factories import BodyFactory

Body: TypeAlias = Schema | dict[str, object] | None


@dataclass(frozen=True)
class Operation:
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def valid_body(self) -> Body:
        return None

    async def send(
        self,
        client: AsyncClient,
        organization_id: UUID | str = "",
        user_id: UUID | str = "",
        body: Body = None,
        invitation_id: UUID | str = "",
    ) -> Response:
        """Ask for it: about nobody, with a valid body, where nothing else is given."""
        path = self.path.format(
            organization_id=organization_id or FAKER.uuid4(),
            user_id=user_id or FAKER.uuid4(),
            invitation_id=invitation_id or FAKER.uuid4(),
        )
        sent = self.valid_body() if body is None else body
        if isinstance(sent, Schema):
            sent = sent.model_dump(mode="json")
        return await client.request(self.method, path, json=sent)


@dataclass(frozen=True)
class OperationWithBody(Operation):
    factory: type[BodyFactory[Any]]

    def valid_body(self) -> Body:
        body: Schema = self.factory.build()
        return body


ORGANIZATIONS = "/v1/organizations"
ORGANIZATION = ORGANIZATIONS + "/{organization_id}"
MEMBERS = f"{ORGANIZATION}/members"
MEMBER = MEMBERS + "/{user_id}"
INVITATIONS = f"{ORGANIZATION}/invitations"
INVITATION = INVITATIONS + "/{invitation_id}"
MY_INVITATIONS = "/v1/me/invitations"
MY_INVITATION = MY_INVITATIONS + "/{invitation_id}"

REGISTER = OperationWithBody("POST", "/v1/auth/register", RegistrationFactory)
LOG_IN = OperationWithBody("POST", "/v1/auth/login", CredentialsFactory)
REFRESH = OperationWithBody("POST", "/v1/auth/refresh", PresentedTokenFactory)
LOG_OUT = OperationWithBody("POST", "/v1/auth/logout", PresentedTokenFactory)
READ_ME = Operation("GET", "/v1/me")
LIST_ORGANIZATIONS = Operation("GET", ORGANIZATIONS)
FOUND_ORGANIZATION = OperationWithBody("POST", ORGANIZATIONS, OrganizationCreateFactory)
READ_ORGANIZATION = Operation("GET", ORGANIZATION)
RENAME_ORGANIZATION = OperationWithBody("PATCH", ORGANIZATION, OrganizationUpdateFactory)
DISSOLVE_ORGANIZATION = Operation("DELETE", ORGANIZATION)
LIST_MEMBERS = Operation("GET", MEMBERS)
CHANGE_ROLE = OperationWithBody("PATCH", MEMBER, MemberUpdateFactory)
REMOVE_MEMBER = Operation("DELETE", MEMBER)
LIST_INVITATIONS = Operation("GET", INVITATIONS)
INVITE = OperationWithBody("POST", INVITATIONS, InvitationCreateFactory)
WITHDRAW_INVITATION = Operation("DELETE", INVITATION)
LIST_MY_INVITATIONS = Operation("GET", MY_INVITATIONS)
ACCEPT_INVITATION = Operation("POST", f"{MY_INVITATION}/acceptance")
DECLINE_INVITATION = Operation("DELETE", MY_INVITATION)

FOR_EVERYONE = (REGISTER, LOG_IN, REFRESH, LOG_OUT)
FOR_USERS = (
    READ_ME,
    LIST_ORGANIZATIONS,
    FOUND_ORGANIZATION,
    LIST_MY_INVITATIONS,
    ACCEPT_INVITATION,
    DECLINE_INVITATION,
)
FOR_MEMBERS = (
    READ_ORGANIZATION,
    RENAME_ORGANIZATION,
    DISSOLVE_ORGANIZATION,
    LIST_MEMBERS,
    CHANGE_ROLE,
    REMOVE_MEMBER,
    LIST_INVITATIONS,
    INVITE,
    WITHDRAW_INVITATION,
)
OPERATIONS = (*FOR_EVERYONE, *FOR_USERS, *FOR_MEMBERS)
WITH_BODY = [one for one in OPERATIONS if isinstance(one, OperationWithBody)]
