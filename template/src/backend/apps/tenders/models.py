"""Public tenders, what organizations watch for, and what was found for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.apps.accounts.models import Organization
from backend.apps.tenders.values import RunState
from backend.core.clock import utc_now
from backend.core.columns import words
from backend.core.models import Model


class Tender(Model):
    """From the public feed, and the same for every tenant."""

    __tablename__ = "tenders"
    __table_args__ = (Index(None, "keywords", "cpv_codes", postgresql_using="gin"),)

    # The feed's own name for it.
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str] = mapped_column(String(500))
    buyer: Mapped[str] = mapped_column(String(300))
    country: Mapped[str] = mapped_column(String(2))
    url: Mapped[str] = mapped_column(String(2000))
    # The title's words and phrases, in lower case.
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cpv_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    # In minor units of the currency; many buyers do not tell.
    value: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    deadline: Mapped[datetime | None]
    published_at: Mapped[datetime] = mapped_column(index=True)
    # Of two versions of a tender, the later one counts, whichever comes first.
    revised_at: Mapped[datetime]


class Watch(Model):
    """An alert profile as the events about it tell it: a copy of our own.

    A removed one stays, so that an older event that comes later does not bring it back.
    """

    __tablename__ = "watches"
    __table_args__ = (Index(None, "keywords", "cpv_codes", postgresql_using="gin"),)

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), index=True
    )
    profile_id: Mapped[UUID] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(Text)
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cpv_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    countries: Mapped[list[str]] = mapped_column(ARRAY(Text))
    min_value: Mapped[int | None] = mapped_column(BigInteger)
    max_value: Mapped[int | None] = mapped_column(BigInteger)
    is_active: Mapped[bool] = mapped_column(default=True)
    # When the event happened that says all this.
    told_at: Mapped[datetime] = mapped_column(default=utc_now)


class TenderMatch(Model):
    """A tender that was found for a profile: once, however often the two are compared."""

    __tablename__ = "tender_matches"
    __table_args__ = (UniqueConstraint("profile_id", "tender_id"),)

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), index=True
    )
    # Not a foreign key: the profile is another app's, and the match outlives it.
    profile_id: Mapped[UUID]
    tender_id: Mapped[UUID] = mapped_column(ForeignKey(Tender.id, ondelete="CASCADE"), index=True)
    # How much of what the profile names was found: above 0, at most 1.
    score: Mapped[float] = mapped_column(Float)

    tender: Mapped[Tender] = relationship(lazy="raise")


class FeedRun(Model):
    """One walk through the feed, and the page it has come to."""

    __tablename__ = "feed_runs"

    state: Mapped[RunState] = mapped_column(words(RunState, "state"), default=RunState.RUNNING)
    # Of the page to ask for next; empty for the first.
    cursor: Mapped[str | None] = mapped_column(String(500))
    pages: Mapped[int] = mapped_column(default=0)
    tenders: Mapped[int] = mapped_column(default=0)
    # Those that were no tenders: one of them must not keep the others out.
    rejected: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(200))
    touched_at: Mapped[datetime] = mapped_column(default=utc_now)


# After the class, for it names its columns: two at once would only do the same twice.
Index(
    "uq_feed_runs_running",
    FeedRun.state,
    unique=True,
    postgresql_where=FeedRun.state == RunState.RUNNING,
)
