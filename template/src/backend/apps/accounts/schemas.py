"""What clients send about accounts, and what they get back."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, EmailStr, Field

from backend.apps.accounts.values import Role
from backend.core.schemas import Line, Schema

Email = Annotated[EmailStr, AfterValidator(str.lower), Field(max_length=254)]
# Hidden from every repr: a body ends up in logs and tracebacks sooner or later.
NewPassword = Annotated[str, Field(min_length=12, max_length=128, repr=False)]
# No lower limit that could change: an old, shorter password must still be able to log in.
GivenPassword = Annotated[str, Field(min_length=1, max_length=128, repr=False)]
Token = Annotated[str, Field(min_length=1, max_length=200, repr=False)]


class Registration(Schema):
    email: Email
    password: NewPassword
    full_name: Line
    organization_name: Line


class RegistrationReceived(Schema):
    """The same whether or not an account with this email existed."""

    email: str


class Credentials(Schema):
    email: Email
    password: GivenPassword


class PresentedToken(Schema):
    refresh_token: Token


class TokenPair(Schema):
    access_token: str = Field(repr=False)
    refresh_token: str = Field(repr=False)
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the word OAuth uses, no secret
    expires_in: int = Field(description="Seconds until the access token expires.")


class UserRead(Schema):
    id: UUID
    email: str
    full_name: str
    created_at: datetime


class OrganizationCreate(Schema):
    name: Line


class OrganizationUpdate(Schema):
    name: Line


class OrganizationRead(Schema):
    id: UUID
    name: str
    created_at: datetime


class InvitationCreate(Schema):
    email: Email
    role: Role


class InvitationRead(Schema):
    id: UUID
    email: str
    role: Role
    created_at: datetime


class ReceivedInvitationRead(Schema):
    id: UUID
    organization: OrganizationRead
    role: Role
    created_at: datetime


class MemberUpdate(Schema):
    role: Role


class MemberRead(Schema):
    user: UserRead
    role: Role
    created_at: datetime
