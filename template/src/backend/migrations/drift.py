"""Differences between what the models would create and what the migrations did."""

from collections.abc import Iterator
from dataclasses import replace

from alembic.runtime.environment import IncludeNameFn, NameFilterParentNames, NameFilterType
from sqlalchemy import Connection, Dialect, MetaData, Table
from sqlalchemy.schema import AddConstraint, CreateIndex
from sqlalchemy.sql.compiler import IdentifierPreparer

from backend.migrations.catalogue import Catalogue, Part, migrated, modelled
from backend.migrations.difference import NOT_NULL_NAME, Difference

# Alembic's own table.
VERSIONS = "alembic_version"
# Migrations may have more of these than the models: a function or a view uses them.
UNCOMPARED_EXTRAS = {"enum", "sequence"}
OF_COLUMNS = {"type", "default", "generated", "identity", "column comment", "not null"}
# Alembic's words, by the first word of a definition; a key and an exclusion are unique too.
CONSTRAINTS: dict[str, NameFilterType] = {
    "CHECK": "check_constraint",
    "FOREIGN": "foreign_key_constraint",
}


def differences(
    connection: Connection, metadata: MetaData, included: IncludeNameFn
) -> list[Difference]:
    """Compare what is there with the models; `included` is asked as Alembic's `include_name` is."""
    there, wanted = migrated(connection, metadata), modelled(connection, metadata)
    default = str(connection.dialect.default_schema_name)
    statements = statements_of(metadata, connection.dialect)
    return [
        Difference(
            part,
            wanted.get(part),
            there.get(part),
            part.schema == default,
            statements.get(replace(part, kind="statement")),
        )
        for part in sorted(there.keys() | wanted.keys())
        if wanted.get(part) != there.get(part)
        and is_told(part, wanted, there)
        and is_included(part, wanted[part] if part in wanted else there[part], default, included)
    ]


def statements_of(metadata: MetaData, dialect: Dialect) -> dict[Part, str]:
    """Return what creates each named constraint and each index of the models."""
    default, preparer = str(dialect.default_schema_name), dialect.identifier_preparer
    return {
        Part(table.schema or default, table.name, "statement", name): str(
            creation.compile(dialect=dialect)
        ).strip()
        for table in metadata.tables.values()
        for name, creation in creations_of(table, preparer)
    }


def creations_of(
    table: Table, preparer: IdentifierPreparer
) -> Iterator[tuple[str, AddConstraint | CreateIndex]]:
    for index in table.indexes:
        yield raw(preparer.format_index(index)), CreateIndex(index)
    for constraint in table.constraints:
        # One without a name is PostgreSQL's to name.
        if constraint.name and (name := preparer.format_constraint(constraint)):
            # Without this, SQLAlchemy would leave the constraint out of its table from now on.
            yield raw(name), AddConstraint(constraint, isolate_from_table=False)


def raw(quoted: str) -> str:
    return quoted.removeprefix('"').removesuffix('"')


def is_told(part: Part, wanted: Catalogue, there: Catalogue) -> bool:
    """A table or a column that one side has none of is told once, without what belongs to it."""
    if part.kind in UNCOMPARED_EXTRAS:
        return part in wanted
    if part.table == VERSIONS or part.kind == "table":
        return part.table != VERSIONS
    owners = [Part(part.schema, part.table, "table", "")]
    if part.kind in {*OF_COLUMNS, NOT_NULL_NAME}:
        owners.append(Part(part.schema, part.table, "column", part.name))
    if part.kind == NOT_NULL_NAME:
        owners.append(part)
    return all(owner in wanted and owner in there for owner in owners)


def is_included(part: Part, said: str, default: str, included: IncludeNameFn) -> bool:
    """Ask for the table, then for what belongs to it, in the words of Alembic's `include_name`."""
    if part.kind in UNCOMPARED_EXTRAS:
        return True
    schema = None if part.schema == default else part.schema
    parents: NameFilterParentNames = {"schema_name": schema}
    if not included(part.table, "table", parents):
        return False
    inside: NameFilterParentNames = {
        "schema_name": schema,
        "table_name": part.table,
        "schema_qualified_table_name": ".".join(filter(None, (schema, part.table))),
    }
    return not part.name or included(part.name, alembic_kind(part.kind, said), inside)


def alembic_kind(kind: str, said: str) -> NameFilterType:
    if kind == "constraint":
        return CONSTRAINTS.get(said.partition(" ")[0], "unique_constraint")
    return "index" if kind == "index" else "column"
