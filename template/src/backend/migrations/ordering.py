"""Tables go before what they refer to: Alembic itself drops them in the order of their names."""

from collections.abc import Mapping

from alembic.operations.ops import CreateTableOp, DropTableOp, MigrateOperation, MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect


def drop_children_first(
    context: MigrationContext, _: object, directives: list[MigrationScript]
) -> None:
    """Rearrange what `alembic revision --autogenerate` is about to write."""
    if context.connection is None:
        return
    there = inspect(context.connection).get_sorted_table_and_fkc_names()
    ranks = {name: rank for rank, (name, _) in enumerate(there) if name}
    for script in directives:
        if script.upgrade_ops is not None:
            script.upgrade_ops.ops.sort(key=lambda step: when_to_drop(step, ranks))
        if script.downgrade_ops is not None:
            script.downgrade_ops.ops.sort(key=lambda step: when_to_create(step, ranks))


def when_to_drop(step: MigrateOperation, ranks: Mapping[str, int]) -> int:
    """After everything else, whoever is referred to last."""
    return len(ranks) - ranks[step.table_name] if isinstance(step, DropTableOp) else 0


def when_to_create(step: MigrateOperation, ranks: Mapping[str, int]) -> int:
    """Before everything else, whoever is referred to first."""
    if not isinstance(step, CreateTableOp) or step.table_name not in ranks:
        return 0
    return ranks[step.table_name] - len(ranks)
