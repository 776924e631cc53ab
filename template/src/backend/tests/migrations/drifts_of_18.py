"""Tables that drifted apart in what PostgreSQL has since its version 18."""

from sqlalchemy import CheckConstraint, Column, Computed, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import INT4RANGE

from backend.tests.migrations.drifts import SMALL, Drift, size

OF_18 = {
    "a check that is not enforced": Drift(
        f"{SMALL} NOT ENFORCED",
        lambda: [size(), CheckConstraint("size < 9", name="small")],
        "NOT ENFORCED",
    ),
    "a foreign key that is not enforced": Drift(
        "size integer CONSTRAINT other REFERENCES things (id) NOT ENFORCED",
        lambda: [size(ForeignKey("things.id", name="other"))],
        "NOT ENFORCED",
    ),
    "a NOT NULL that is not valid": Drift(
        "size integer",
        lambda: [size(nullable=False)],
        "NOT VALID",
        after="ALTER TABLE things ADD CONSTRAINT things_size_not_null NOT NULL size NOT VALID",
    ),
    "a lost WITHOUT OVERLAPS": Drift(
        "size int4range, CONSTRAINT apart UNIQUE (id, size WITHOUT OVERLAPS)",
        lambda: [Column("size", INT4RANGE), UniqueConstraint("id", "size", name="apart")],
        "WITHOUT OVERLAPS",
        before="CREATE EXTENSION btree_gist",
    ),
    "stored for virtual": Drift(
        "size integer GENERATED ALWAYS AS (id + 1) VIRTUAL",
        lambda: [size(Computed("id + 1", persisted=True))],
        "VIRTUAL",
    ),
    "another name of NOT NULL": Drift(
        "size integer CONSTRAINT sizes_size_not_null NOT NULL",
        lambda: [size(nullable=False)],
        "RENAME CONSTRAINT sizes_size_not_null TO things_size_not_null",
    ),
    "an expression": Drift(
        "size integer GENERATED ALWAYS AS (id + 1) STORED",
        lambda: [size(Computed("id + 2", persisted=True))],
        "SET EXPRESSION AS ((id + 2))",
    ),
}
