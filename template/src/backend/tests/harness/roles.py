"""Roles that migrations create and drop: a server's databases share them, and so do its builds.

Every migration from empty would find the roles of the last one, and none could drop a role that
another database still grants something to.
"""

import re

from alembic import op
from sqlalchemy import Connection, Engine, event

ROLE = re.compile(r"\s*(CREATE|DROP)\s+(?:ROLE|USER|GROUP)\s+(?!MAPPING\b)", re.IGNORECASE)
CREATED_ONCE = (
    "DO $testbed$ BEGIN {}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; "
    "END $testbed$"
)
KEPT = "DO $testbed$ BEGIN END $testbed$"


def share_roles() -> None:
    """Have migrations of this process create a role where it is missing, and leave it there."""
    if not event.contains(Engine, "before_cursor_execute", shared):
        event.listen(Engine, "before_cursor_execute", shared, retval=True)


def shared(
    connection: Connection,
    _cursor: object,
    statement: str,
    parameters: object,
    _context: object,
    _many: object,
) -> tuple[str, object]:
    found = ROLE.match(statement)
    if found is None or not is_migrating(connection):
        return statement, parameters
    is_created = found[1].upper() == "CREATE"
    return (CREATED_ONCE.format(statement.rstrip("; \n")) if is_created else KEPT), parameters


def is_migrating(connection: Connection) -> bool:
    try:
        return op.get_bind() is connection
    except NameError:
        # Alembic's word for a process in which nothing migrates.
        return False
