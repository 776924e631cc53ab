"""Looks at the one connection, and at the pool, when a test is over."""

from sqlalchemy import QueuePool

from backend.tests.harness.adopted.gate import OUTER, Gate
from backend.tests.harness.guards.transaction import BROKEN, COMMITTED, LEFT_OPEN
from backend.tests.harness.guards.violations import Violations


def look(gate: Gate, violations: Violations) -> None:
    """Find what the test left open, and what a commit of it all would say."""
    look_at_pool(gate, violations)
    if gate.open:
        violations.add(LEFT_OPEN)
    elif gate.begun:
        look_at_constraints(gate, violations)


def look_at_pool(gate: Gate, violations: Violations) -> None:
    pool = gate.engine.pool
    left = pool.checkedout() if isinstance(pool, QueuePool) else 0
    if left > 0:
        gate.engine.dispose()
        violations.add(
            f"{left} connection(s) were still checked out when the test was over: "
            "use `with` for engines' connections and sessions."
        )


def look_at_constraints(gate: Gate, violations: Violations) -> None:
    """Check what a commit would check: a release of a savepoint does not."""
    driver = gate.engine.dialect.loaded_dbapi
    try:
        gate.send("SET CONSTRAINTS ALL IMMEDIATE")
    except driver.IntegrityError as error:
        violations.add(f"A commit would have failed at a deferred constraint: {error}")
    except driver.Error:
        # The connection is gone, or its transaction is: that is looked at next.
        return


def undo(gate: Gate, violations: Violations) -> bool:
    """Take back what the test did, and say whether that was everything."""
    dialect = gate.engine.dialect
    try:
        if gate.begun:
            gate.send(f"ROLLBACK TO SAVEPOINT {OUTER}")
    except dialect.loaded_dbapi.Error as error:
        broken = dialect.is_disconnect(error, gate.raw, None)
        violations.add(BROKEN if broken else COMMITTED)
        # What went with its connection is undone; both want a new one.
        gate.give_up()
        return broken
    gate.undo()
    return True
