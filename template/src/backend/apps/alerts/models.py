"""What an organization wants to be told about: the criteria of one alert."""

from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from backend.apps.accounts.models import Organization
from backend.core.models import Model


class AlertProfile(Model):
    """An empty list or an open end of the range asks for nothing in particular."""

    __tablename__ = "alert_profiles"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        CheckConstraint(
            "min_value >= 0 AND max_value >= 0 AND min_value <= max_value", name="value_range"
        ),
        CheckConstraint("keywords <> '{}' OR cpv_codes <> '{}'", name="asks_for_something"),
        # One index finds what any of the three lists holds, whichever of them a query names.
        Index(None, "keywords", "cpv_codes", "countries", postgresql_using="gin"),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cpv_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    countries: Mapped[list[str]] = mapped_column(ARRAY(Text))
    # Money in minor units of one currency, the euro: sums and comparisons stay exact.
    min_value: Mapped[int | None] = mapped_column(BigInteger)
    max_value: Mapped[int | None] = mapped_column(BigInteger)
