"""Who uses the service, and what they belong to."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.apps.accounts.values import Role
from backend.core.columns import words
from backend.core.models import Model


class User(Model):
    __tablename__ = "users"
    # One person, one account: `Ada@` and `ada@` are the same mailbox to everyone but a database.
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower_case"),)

    email: Mapped[str] = mapped_column(String(254), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)


class Organization(Model):
    __tablename__ = "organizations"

    name: Mapped[str] = mapped_column(String(120))


class Invitation(Model):
    """An offer to whoever has this email, now or later: it does not know whether anyone has."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("organization_id", "email"),
        CheckConstraint("email = lower(email)", name="email_lower_case"),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    # The unique constraint begins with the organization, so "mine" needs an index of its own.
    email: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[Role] = mapped_column(words(Role, "role"))

    organization: Mapped[Organization] = relationship(lazy="raise")


class Membership(Model):
    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("organization_id", "user_id"),)

    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    # The unique constraint begins with the organization, so "mine" needs an index of its own.
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(words(Role, "role"))

    organization: Mapped[Organization] = relationship(lazy="raise")
    user: Mapped[User] = relationship(lazy="raise")
