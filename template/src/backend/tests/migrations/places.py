"""A migration with what PostgreSQL has beside tables, and the models that go with it."""

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table

REVISION = """
from alembic import op

revision, down_revision = "places", None


def upgrade() -> None:
    op.execute("CREATE EXTENSION citext")
    op.execute("CREATE ROLE testbed_reader NOLOGIN")
    op.execute("CREATE SCHEMA ledger")
    op.execute("CREATE TABLE ledger.entries (id integer PRIMARY KEY, name varchar)")
    op.execute(
        "CREATE TABLE days (id integer, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)"
    )
    op.execute("CREATE TABLE old PARTITION OF days FOR VALUES FROM (MINVALUE) TO ('2000-1-1')")
    op.execute("CREATE VIEW names AS SELECT name FROM ledger.entries")
    op.execute("CREATE MATERIALIZED VIEW counts AS SELECT count(*) FROM days")
    op.execute("CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    op.execute("CREATE TRIGGER stop BEFORE UPDATE ON days FOR EACH ROW EXECUTE FUNCTION stop()")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO testbed_reader")
    with op.get_context().autocommit_block():
        op.execute("CREATE INDEX CONCURRENTLY by_name ON ledger.entries (name)")


def downgrade() -> None:
    op.execute("DROP OWNED BY testbed_reader")
    op.execute("DROP MATERIALIZED VIEW counts")
    op.execute("DROP VIEW names")
    op.execute("DROP TABLE days")
    op.execute("DROP FUNCTION stop")
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY ledger.by_name")
    op.execute("DROP SCHEMA ledger CASCADE")
    op.execute("DROP ROLE testbed_reader")
    op.execute("DROP EXTENSION citext")
"""


def models() -> MetaData:
    metadata = MetaData()
    name = Column("name", String)
    Table("entries", metadata, key(), name, Index("by_name", name), schema="ledger")
    day = Column("day", Date, primary_key=True)
    Table("days", metadata, key(), day, postgresql_partition_by="RANGE (day)")
    return metadata


def key() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=False)
