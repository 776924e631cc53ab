"""Objects of the database that the models answer for: autogenerate and the drift test ask here.

An app leaves out more in a module `migrations`, with an `include_name` as Alembic describes it.
"""

from collections.abc import Sequence
from functools import cache

from alembic.runtime.environment import IncludeNameFn, NameFilterParentNames, NameFilterType
from sqlalchemy import Connection, MetaData, text

from backend import apps
from backend.core.discovery import modules_named

HOOKS: Sequence[IncludeNameFn] = [
    module.include_name for module in modules_named("migrations", apps).values()
]
# Partitions are made as rows come, and an extension's tables are the extension's.
FOREIGN_TABLES = """
SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relispartition OR EXISTS (
    SELECT FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""


def scope_of(
    connection: Connection, metadata: MetaData, hooks: Sequence[IncludeNameFn] = HOOKS
) -> IncludeNameFn:
    """Return the hook `include_name` for Alembic; the database is asked with the first table."""
    schemas = {None, *(table.schema for table in metadata.tables.values())}
    default = connection.dialect.default_schema_name

    @cache
    def foreign() -> set[tuple[str, str]]:
        return {(schema, table) for schema, table in connection.execute(text(FOREIGN_TABLES))}

    def include_name(
        name: str | None, kind: NameFilterType, parents: NameFilterParentNames
    ) -> bool:
        if kind == "schema" and name not in schemas:
            return False
        if kind == "table" and (parents["schema_name"] or default, name) in foreign():
            return False
        return all(hook(name, kind, parents) for hook in hooks)

    return include_name
