"""Who may do what in an organization."""

from backend.apps.accounts.errors import RoleTooLowError
from backend.apps.accounts.models import Membership
from backend.apps.accounts.values import Role


def demand(member: Membership, role: Role) -> None:
    if not member.role.includes(role):
        raise RoleTooLowError(role)


def needed_over(*roles: Role) -> Role:
    """Only owners decide about owners; admins decide about everyone else."""
    return Role.OWNER if Role.OWNER in roles else Role.ADMIN
