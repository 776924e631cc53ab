"""Looks at the one connection when a test is over."""

from backend.tests.harness.adopted.gate import OUTER, Gate
from backend.tests.harness.guards.transaction import BROKEN, COMMITTED, LEFT_OPEN
from backend.tests.harness.guards.violations import Violations


def look(gate: Gate, violations: Violations) -> None:
    """Find what the test left open."""
    if gate.open:
        violations.add(LEFT_OPEN)


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
    clean(gate)
    return True


def clean(gate: Gate) -> None:
    """Give the next test a connection without what a rollback leaves on this one."""
    gate.transactions.release_locks()
    if gate.transactions.leaves_traces():
        gate.give_up()
    else:
        gate.undo()
