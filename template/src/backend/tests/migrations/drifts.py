"""Tables that drifted apart: as SQL made them, and as a model wants them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    schema,
    text,
)
from sqlalchemy.schema import SchemaItem

MOODS = "CREATE TYPE mood AS ENUM ('low', 'high')"
WORDS = "note varchar(4) CONSTRAINT words CHECK (note IN ('low', 'high'))"
SMALL = "size integer CONSTRAINT small CHECK (size < 9)"
UNIQUE = "size integer CONSTRAINT one UNIQUE"


@dataclass(frozen=True)
class Drift:
    """`sql` has the columns of the table, `items` those of the model; `told` is in the sentence."""

    sql: str
    items: Callable[[], Sequence[SchemaItem]]
    told: str
    before: str = "SELECT 1"
    after: str = "SELECT 1"

    @property
    def metadata(self) -> MetaData:
        metadata = MetaData()
        identifier = Column("id", Integer, primary_key=True, autoincrement=False)
        Table("things", metadata, identifier, *self.items())
        return metadata

    @property
    def statements(self) -> list[str]:
        table = f"CREATE TABLE things (id integer PRIMARY KEY, {self.sql})"
        return [self.before, table, self.after]


def size(*more: SchemaItem, **options: Any) -> Column[int]:  # noqa: ANN401 - SQLAlchemy's own
    return Column("size", Integer, *more, **options)


def note(*kinds: str, **options: Any) -> Column[str]:  # noqa: ANN401 - SQLAlchemy's own
    return Column("note", Enum(*kinds, **options) if kinds else String(**options))


WRITTEN = {
    "a word that a check allows": Drift(
        WORDS,
        lambda: [
            note("low", "mid", "high", name="words", native_enum=False, create_constraint=True)
        ],
        "ADD CONSTRAINT words CHECK (note IN ('low', 'mid', 'high'))",
    ),
    "a check": Drift(
        SMALL,
        lambda: [size(), CheckConstraint("size < 8", name="small")],
        "constraint small: the models have `CHECK ((size < 8))`",
    ),
    "a check that no model has": Drift(SMALL, lambda: [size()], "the models have none"),
    "a default": Drift(
        "size integer DEFAULT 1", lambda: [size(server_default=text("2"))], "default size"
    ),
    "a default that is missing": Drift(
        "size integer", lambda: [size(server_default=text("2"))], "the migrations have none"
    ),
    "an index's predicate": Drift(
        "size integer",
        lambda: [size(), Index("by_size", "size", postgresql_where=text("size > 2"))],
        "index by_size",
        after="CREATE INDEX by_size ON things (size) WHERE size > 1",
    ),
    "an index's operator class": Drift(
        "note varchar",
        lambda: [note(), Index("by_note", "note", postgresql_ops={"note": "varchar_pattern_ops"})],
        "index by_note",
        after="CREATE INDEX by_note ON things (note)",
    ),
    "an index's other columns": Drift(
        "size integer, note varchar",
        lambda: [size(), note(), Index("by_size", "size", postgresql_include=["note"])],
        "index by_size",
        after="CREATE INDEX by_size ON things (size)",
    ),
    "nulls that are distinct": Drift(
        UNIQUE,
        lambda: [size(), UniqueConstraint("size", name="one", postgresql_nulls_not_distinct=True)],
        "constraint one",
    ),
    "a constraint that is not deferred": Drift(
        UNIQUE,
        lambda: [size(), UniqueConstraint("size", name="one", initially="DEFERRED")],
        "constraint one",
    ),
    "what a foreign key does": Drift(
        "size integer CONSTRAINT other REFERENCES things (id)",
        lambda: [size(ForeignKey("things.id", name="other", ondelete="CASCADE"))],
        "constraint other",
    ),
    "a collation": Drift("note varchar", lambda: [note(collation="C")], "type note"),
    "a sequence": Drift(
        "size integer", lambda: [size(schema.Sequence("numbers", start=7))], "numbers: sequence"
    ),
    "a missing NOT NULL": Drift("size integer", lambda: [size(nullable=False)], "SET NOT NULL"),
}
# In two steps on a table in use, as PostgreSQL's manual has it; the second one may be forgotten.
UNVALIDATED = Drift(
    "size integer",
    lambda: [size(), CheckConstraint("size < 9", name="small")],
    "VALIDATE CONSTRAINT small",
    after="ALTER TABLE things ADD CONSTRAINT small CHECK (size < 9) NOT VALID",
)
# A label stays once it is there, so that nothing takes the change back.
LABELS = Drift(
    "note mood",
    lambda: [note("least", "low", "mid", "high", "most", name="mood")],
    "ALTER TYPE mood ADD VALUE 'mid' AFTER 'low'",
    before=MOODS,
)
BY_HAND = {
    "a label that goes": Drift(
        "note mood", lambda: [note("low", name="mood")], "mood: enum", before=MOODS
    ),
    "labels in another order": Drift(
        "note mood", lambda: [note("high", "low", name="mood")], "mood: enum", before=MOODS
    ),
    "a column that is not computed": Drift(
        "size integer", lambda: [size(Computed("id + 1", persisted=True))], "generated size"
    ),
    "a table that no crash keeps": Drift(
        "size integer", lambda: [size()], "UNLOGGED", after="ALTER TABLE things SET UNLOGGED"
    ),
}
# What Alembic writes a part of.
REVISIONS = {
    "a new column with words": Drift(
        "size integer",
        lambda: [
            size(),
            note("low", "mid", name="words", native_enum=False, create_constraint=True),
        ],
        "column note",
    ),
    "a column with words that goes": Drift(f"{WORDS}, size integer", lambda: [size()], ""),
    "a new unique column": Drift(
        "size integer", lambda: [size(), note(), UniqueConstraint("note", name="one")], ""
    ),
    "a default of another type": Drift(
        "size bigint DEFAULT 1", lambda: [size(server_default=text("2"), nullable=False)], ""
    ),
    "a foreign key and an index": Drift(
        "size integer",
        lambda: [size(ForeignKey("things.id", name="other")), Index("by_size", "size")],
        "",
    ),
}
# The words of a check in another order, and what belongs to no model.
SAME = Drift(
    WORDS,
    lambda: [note("high", "low", name="words", native_enum=False, create_constraint=True)],
    "",
    before="CREATE TYPE unused AS ENUM ('a')",
    after="CREATE VIEW seen AS SELECT id FROM things",
)
