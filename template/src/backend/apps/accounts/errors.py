"""How accounts can go wrong."""

from uuid import UUID

from backend.apps.accounts.values import Role
from backend.core.errors import ConflictError, ForbiddenError, NotFoundError, UnauthorizedError


class AccessTokenMissingError(UnauthorizedError):
    def __init__(self) -> None:
        super().__init__("This needs an access token: `Authorization: Bearer <token>`.")


class CredentialsWrongError(UnauthorizedError):
    """One sentence for every reason, so that nobody can find out who has an account."""

    def __init__(self) -> None:
        super().__init__("The email or the password is wrong.")


class RefreshTokenInvalidError(UnauthorizedError):
    def __init__(self) -> None:
        super().__init__("The refresh token is not valid; log in again.")


class RefreshTokenReusedError(UnauthorizedError):
    def __init__(self) -> None:
        super().__init__("The refresh token was used before, so it may be stolen; log in again.")


class OrganizationNotFoundError(NotFoundError):
    """What a stranger reads too: whether the organization exists is its members' business."""

    def __init__(self, organization_id: UUID) -> None:
        super().__init__(f"Organization {organization_id} does not exist.")


class InvitationNotFoundError(NotFoundError):
    def __init__(self, invitation_id: UUID) -> None:
        super().__init__(f"There is no invitation {invitation_id} here.")


class MemberNotFoundError(NotFoundError):
    def __init__(self, user_id: UUID) -> None:
        super().__init__(f"User {user_id} is not a member of this organization.")


class AlreadyMemberError(ConflictError):
    def __init__(self, email: str) -> None:
        super().__init__(f"{email} is already a member of this organization.")


class AlreadyInvitedError(ConflictError):
    def __init__(self, email: str) -> None:
        super().__init__(f"{email} is already invited to this organization.")


class LastOwnerError(ConflictError):
    def __init__(self) -> None:
        super().__init__("An organization keeps at least one owner; make another one first.")


class RoleTooLowError(ForbiddenError):
    def __init__(self, needed: Role) -> None:
        super().__init__(f"This needs the role {needed}.")


# What a race may violate, as told to those who do not race; each gets the violated values.
CONFLICTS = {
    "uq_invitations_organization_id_email": lambda _, email: AlreadyInvitedError(email),
    "fk_invitations_organization_id": OrganizationNotFoundError,
    "fk_memberships_organization_id": OrganizationNotFoundError,
}
