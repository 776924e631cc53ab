"""Statements that autogenerate adds for what Alembic itself does not compare."""

import logging
import re
from collections.abc import Iterator

from alembic.operations import ops
from alembic.operations.ops import ExecuteSQLOp, MigrationScript, OpContainer
from alembic.runtime.environment import IncludeNameFn
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData

from backend.migrations.difference import Difference
from backend.migrations.drift import differences

# What text() would take for a parameter.
COLON = re.compile(r"(?<![:\\]):(?=\w)")

log = logging.getLogger("alembic.autogenerate.compare")


def write_what_remains(
    context: MigrationContext,
    metadata: MetaData,
    included: IncludeNameFn,
    directives: list[MigrationScript],
) -> None:
    """Complete the script, and log each difference that no statement changes in place."""
    if context.connection is None:
        return
    found = differences(context.connection, metadata, included)
    for script in directives:
        written = set(names_in(script.upgrade_ops))
        brought = [*columns_in(script.upgrade_ops), *columns_in(script.downgrade_ops)]
        rest = [
            each
            for each in found
            if key_of(each) not in written and not any(brings(step, each) for step in brought)
        ]
        surround(script.upgrade_ops, rest)
        surround(script.downgrade_ops, [each.reversed for each in rest])
        for each in rest:
            if not [*each.drops, *each.adds] and each.models and each.migrations:
                log.warning("Not written: %s", each)


def surround(steps: OpContainer | None, rest: list[Difference]) -> None:
    """Drop before everything else and add after it: columns may come and go in between."""
    if steps is not None:
        drops = [as_step(sql) for each in rest for sql in each.drops]
        steps.ops[:] = [*drops, *steps.ops, *(as_step(sql) for each in rest for sql in each.adds)]


def as_step(sql: str) -> ExecuteSQLOp:
    return ExecuteSQLOp(COLON.sub(r"\\:", sql))


def columns_in(steps: OpContainer | None) -> Iterator[ops.AddColumnOp]:
    for step in steps.ops if steps else ():
        if isinstance(step, OpContainer):
            yield from columns_in(step)
        elif isinstance(step, ops.AddColumnOp):
            yield step


def brings(step: ops.AddColumnOp, difference: Difference) -> bool:
    """Say whether the column's type brings the constraint along, as one of words does."""
    kind, part = step.column.type, difference.part
    if part.kind != "constraint" or part.table != step.table_name:
        return False
    return getattr(kind, "create_constraint", False) and part.name.endswith(
        str(getattr(kind, "name", ""))
    )


def key_of(difference: Difference) -> tuple[str, str, str]:
    part = difference.part
    return part.table, part.kind, part.name


def names_in(steps: OpContainer | None) -> Iterator[tuple[str, str, str]]:
    """Yield table, kind and name of what Alembic has written."""
    for step in steps.ops if steps else ():
        if isinstance(step, OpContainer):
            yield from names_in(step)
        elif isinstance(step, ops.AlterColumnOp):
            yield from changes_in(step)
        elif isinstance(step, ops.CreateIndexOp | ops.DropIndexOp):
            yield str(step.table_name), "index", str(step.index_name)
        elif isinstance(step, ops.AddConstraintOp | ops.DropConstraintOp):
            constraint = step.to_constraint()
            yield constraint.table.name, "constraint", str(constraint.name)


def changes_in(step: ops.AlterColumnOp) -> Iterator[tuple[str, str, str]]:
    changes = {
        "type": step.modify_type is not None,
        "not null": step.modify_nullable is not None,
        "default": step.modify_server_default is not False,
    }
    for kind, is_changed in changes.items():
        if is_changed:
            yield step.table_name, kind, step.column_name
