"""Tables as PostgreSQL's own catalogue describes them: equal definitions have equal texts."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection, MetaData, text

SCRATCH = "testbed_models_{}"
NOT_NULL_CONSTRAINTS_SINCE = (18,)
WORDS = re.compile(r"ARRAY\[([^\]]*)\]")
# PostgreSQL casts all words of a varchar at once, and where it reads that again, each of them.
CAST_ALL, CAST_EACH = (
    re.compile(r"\((ARRAY\[[^\]]*\])\)::text\[\]"),
    re.compile(r"\(('[^']*'::[\w ]+)\)::text"),
)

# Partitions belong to their parent, and an extension's own tables to the extension.
TABLES = """
WITH tables AS (
    SELECT c.oid, n.nspname, c.relname, c.relpersistence
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (:schemas) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND NOT EXISTS (
        SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
    )
), columns AS (
    SELECT t.oid, t.nspname, t.relname, a.*, pg_get_expr(d.adbin, d.adrelid) AS expression
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
)
"""
PARTS = """
SELECT nspname, relname, 'table', '', CASE relpersistence WHEN 'u' THEN 'UNLOGGED' ELSE '' END
    || coalesce('PARTITION BY ' || pg_get_partkeydef(oid), '') FROM tables
UNION ALL
SELECT nspname, relname, 'comment', '', obj_description(oid, 'pg_class') FROM tables
UNION ALL
SELECT nspname, relname, 'column', attname, '' FROM columns
UNION ALL
SELECT nspname, relname, 'type', attname, format_type(atttypid, atttypmod) || CASE
    WHEN attcollation <> typcollation THEN format(' COLLATE %I', collname) ELSE '' END
    FROM columns JOIN pg_type ON pg_type.oid = atttypid
    LEFT JOIN pg_collation l ON l.oid = attcollation
UNION ALL
SELECT nspname, relname, 'default', attname, expression FROM columns WHERE attgenerated = ''
UNION ALL
SELECT nspname, relname, 'generated', attname,
    format('(%s) %s', expression, CASE attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END)
    FROM columns WHERE attgenerated <> ''
UNION ALL
SELECT nspname, relname, 'identity', attname, format(
    '%s START %s INCREMENT %s MINVALUE %s MAXVALUE %s CACHE %s CYCLE %s',
    CASE attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
    seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle)
    FROM columns JOIN pg_depend ON refobjid = columns.oid AND refobjsubid = attnum
        AND refclassid = 'pg_class'::regclass AND classid = 'pg_class'::regclass AND deptype = 'i'
    JOIN pg_sequence ON seqrelid = objid
    WHERE attidentity <> ''
UNION ALL
SELECT nspname, relname, 'column comment', attname, col_description(oid, attnum) FROM columns
UNION ALL
SELECT nspname, relname, 'constraint', conname, pg_get_constraintdef(c.oid)
    FROM tables JOIN pg_constraint c ON conrelid = tables.oid WHERE contype IN ('c','f','p','u','x')
UNION ALL
SELECT nspname, tables.relname, 'index', c.relname, pg_get_indexdef(indexrelid) || CASE
    WHEN indisvalid THEN '' ELSE ' (invalid)' END
    FROM tables JOIN pg_index ON indrelid = tables.oid JOIN pg_class c ON c.oid = indexrelid
    WHERE NOT EXISTS (
        SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
UNION ALL
SELECT nspname, typname, 'enum', '',
    string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
    FROM pg_enum JOIN pg_type t ON t.oid = enumtypid JOIN pg_namespace n ON n.oid = typnamespace
    WHERE nspname = ANY (:schemas) GROUP BY nspname, typname
UNION ALL
SELECT nspname, relname, 'sequence', '', format(
    'AS %s START %s INCREMENT %s MINVALUE %s MAXVALUE %s CACHE %s%s', format_type(seqtypid, NULL),
    seqstart, seqincrement, seqmin, seqmax, seqcache, CASE WHEN seqcycle THEN ' CYCLE' ELSE '' END)
    FROM pg_sequence s JOIN pg_class c ON c.oid = seqrelid
    JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname = ANY (:schemas) AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND deptype IN ('a', 'i', 'e'))
UNION ALL
"""
NOT_NULL = """
SELECT nspname, relname, 'not null', attname, 'NOT NULL' FROM columns WHERE attnotnull
"""
# With a name of its own since PostgreSQL 18, and perhaps not validated.
NAMED_NOT_NULL = """
SELECT nspname, relname, 'not null', attname, pg_get_constraintdef(c.oid)
    FROM columns JOIN pg_constraint c ON conrelid = columns.oid AND conkey = ARRAY[attnum]
    WHERE contype = 'n'
UNION ALL
SELECT nspname, relname, 'name of not null', attname, conname
    FROM columns JOIN pg_constraint c ON conrelid = columns.oid AND conkey = ARRAY[attnum]
    WHERE contype = 'n'
"""


@dataclass(frozen=True, order=True)
class Part:
    """A table, or one thing about it: `name` is a column's, a constraint's or an index's."""

    schema: str
    table: str
    kind: str
    name: str


Catalogue: TypeAlias = dict[Part, str]


def read(connection: Connection, schemas: Mapping[str, str]) -> Catalogue:
    """Return what is in the `schemas`, each under the name that it is mapped to."""
    version = connection.dialect.server_version_info or ()
    not_null = NAMED_NOT_NULL if version >= NOT_NULL_CONSTRAINTS_SINCE else NOT_NULL
    rows = connection.execute(text(TABLES + PARTS + not_null), {"schemas": list(schemas)})
    return {
        Part(schemas[schema], table, kind, name): renamed(said, schemas)
        for schema, table, kind, name, said in rows
        if said is not None
    }


def renamed(said: str, schemas: Mapping[str, str]) -> str:
    for scratch, schema in schemas.items():
        said = said.replace(f"{scratch}.", f"{schema}.")
    said = CAST_EACH.sub(r"\1", CAST_ALL.sub(r"\1", said))
    # The order of the words that a check allows says nothing.
    return WORDS.sub(lambda words: f"ARRAY[{', '.join(sorted(words[1].split(', ')))}]", said)


def migrated(connection: Connection, metadata: MetaData) -> Catalogue:
    """Return what the database holds in the schemas of the models."""
    return read(connection, {schema: schema for schema in schemas_of(connection, metadata)})


def modelled(connection: Connection, metadata: MetaData) -> Catalogue:
    """Return what the models would create; it is created in schemas of its own and rolled back."""
    schemas = {SCRATCH.format(n): s for n, s in enumerate(schemas_of(connection, metadata))}
    with connection.begin_nested() as savepoint, translated(connection, schemas):
        for scratch in schemas:
            connection.execute(text(f"CREATE SCHEMA {scratch}"))
        # The tables' own default schema first: names that are in sight are written without it.
        path = "set_config('search_path', :first || ', ' || current_setting('search_path'), true)"
        connection.execute(text(f"SELECT {path}"), {"first": SCRATCH.format(0)})
        metadata.create_all(connection)
        catalogue = read(connection, schemas)
        savepoint.rollback()
    return catalogue


@contextmanager
def translated(connection: Connection, schemas: Mapping[str, str]) -> Iterator[None]:
    before = connection.get_execution_options().get("schema_translate_map")
    names: dict[str | None, str] = {schema: scratch for scratch, schema in schemas.items()}
    names[None] = SCRATCH.format(0)
    connection.execution_options(schema_translate_map=names)
    try:
        yield
    finally:
        connection.execution_options(schema_translate_map=before)


def schemas_of(connection: Connection, metadata: MetaData) -> list[str]:
    """Return the default schema, then those that models name."""
    default = str(connection.scalar(text("SELECT current_schema()")))
    named = {table.schema for table in metadata.tables.values() if table.schema}
    return [default, *sorted(named - {default})]
