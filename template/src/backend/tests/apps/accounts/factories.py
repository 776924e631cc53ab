"""Builds the rows and the request bodies of accounts, as real as they come."""

from functools import cache

from polyfactory import PostGenerated, Use

from backend.apps.accounts.models import Invitation, Membership, Organization, User
from backend.apps.accounts.schemas import (
    Credentials,
    InvitationCreate,
    MemberUpdate,
    OrganizationCreate,
    OrganizationUpdate,
    PresentedToken,
    Registration,
)
from backend.apps.accounts.values import Role
from backend.core.security import create_password_hash
from backend.tests.harness.factories import BodyFactory, RowFactory
from backend.tests.harness.settings import settings_for_tests

PASSWORD = "correct horse battery staple"  # noqa: S105 - opens nothing but test accounts
FAKER = BodyFactory.__faker__


@cache
def password_hash() -> str:
    """Every user's: a password is slow to hash on purpose, and one hash does for a run."""
    return create_password_hash(settings_for_tests()).hash(PASSWORD)


def email_of(full_name: str) -> str:
    """An address of this person's own, however many share the name."""
    words = "".join(letter if letter.isalpha() else " " for letter in full_name.lower()).split()
    return f"{'.'.join(words)}.{FAKER.hexify('^' * 8)}@example.com"


def own_email(_: str, person: dict[str, str]) -> str:
    return email_of(person["full_name"])


def somebodys_email() -> str:
    return email_of(FAKER.name())


def refresh_token() -> str:
    return f"{FAKER.pystr(22, 22)}.{FAKER.pystr(43, 43)}"


class UserFactory(RowFactory[User]):
    """Everyone's password is PASSWORD."""

    full_name = Use(FAKER.name)
    email = PostGenerated(own_email)
    password_hash = Use(password_hash)
    is_active = True


class OrganizationFactory(RowFactory[Organization]):
    name = Use(FAKER.company)


class MembershipFactory(RowFactory[Membership]):
    role = Role.MEMBER


class InvitationFactory(RowFactory[Invitation]):
    email = Use(somebodys_email)
    role = Role.MEMBER


class RegistrationFactory(BodyFactory[Registration]):
    full_name = Use(FAKER.name)
    email = PostGenerated(own_email)
    password = PASSWORD
    organization_name = Use(FAKER.company)


class CredentialsFactory(BodyFactory[Credentials]):
    email = Use(somebodys_email)
    password = PASSWORD


class PresentedTokenFactory(BodyFactory[PresentedToken]):
    """A token that nobody was ever given."""

    refresh_token = Use(refresh_token)


class OrganizationCreateFactory(BodyFactory[OrganizationCreate]):
    name = Use(FAKER.company)


class OrganizationUpdateFactory(BodyFactory[OrganizationUpdate]):
    name = Use(FAKER.company)


class InvitationCreateFactory(BodyFactory[InvitationCreate]):
    email = Use(somebodys_email)
    role = Role.MEMBER


class MemberUpdateFactory(BodyFactory[MemberUpdate]):
    role = Role.ADMIN
