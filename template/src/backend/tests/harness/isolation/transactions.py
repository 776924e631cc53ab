"""Transactions of sessions that are savepoints of one: begins and ends them as production would."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from backend.tests.harness.guards.violations import Violations
from backend.tests.harness.isolation.constraints import Constraints
from backend.tests.harness.isolation.difference import Call, Difference, IsolationError, shortened
from backend.tests.harness.isolation.drivers import Link, is_aborted, listens
from backend.tests.harness.isolation.open_transaction import OpenTransaction
from backend.tests.harness.isolation.statements import (
    bare,
    changes_tables,
    quoted,
    setting_to,
    writes,
)

KNOWN_STATEMENTS = 4096
LOST = (
    "another session had committed inside of the transaction that this one rolls back, and here "
    "what it committed goes with it."
)
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


class Traits(NamedTuple):
    """What is known of a statement by its text."""

    writes: bool
    changes_tables: bool
    differences: tuple[Difference, ...]


class Transactions:
    """Those of one test after the other, on one connection."""

    def __init__(self, link: Link, differences: Iterable[Difference]) -> None:
        self.link = link
        self.constraints = Constraints(link)
        self.differences = [each for each in differences if each.pattern]
        self.traits_of = lru_cache(KNOWN_STATEMENTS)(self.read)
        self.changed_tables = False
        self.start(Violations())

    def start(self, violations: Violations) -> None:
        """Forget the last test."""
        if self.changed_tables:
            self.constraints.forget()
        self.violations = violations
        self.open: list[OpenTransaction] = []
        self.begun = 0
        self.is_over = False
        self.changed_tables = False
        # What options of a connection ask of the transaction that begins next.
        self.next_level = ""
        self.next_begins_with: list[str] = []
        self.at_every_commit: list[str] = []
        # Statements whose locks outlive their transaction here, and the test itself.
        self.held: str = ""
        self.session_lock: str = ""

    def read(self, statement: str) -> Traits:
        plain = bare(statement)
        met = [each for each in self.differences if each.pattern and each.pattern.search(plain)]
        return Traits(writes(plain), changes_tables(plain), tuple(met))

    def look(self, statement: str, parameters: Any) -> str:  # noqa: ANN401 - a driver's
        """Return what to run in place of `statement`. Raises IsolationError."""
        traits = self.traits_of(statement)
        self.changed_tables |= traits.changes_tables
        if not self.open:
            return statement
        opened = self.open[-1]
        if traits.writes:
            opened.wrote = opened.wrote or statement
            opened.changes_constraints |= traits.changes_tables
        for difference in traits.differences:
            if difference.meet:
                call = Call(self, opened, statement, parameters)
                statement = difference.meet(call) or statement
        opened.has_run = True
        return statement

    def look_elsewhere(self, statement: str) -> None:
        """Look at a statement on another connection. Raises IsolationError."""
        for difference in self.traits_of(statement).differences:
            if difference.elsewhere:
                difference.elsewhere(self, statement)

    def refuse(self, statement: str, reason: str) -> None:
        """Fail the test, also where the service swallows the error. Raises IsolationError."""
        error = IsolationError(statement, reason)
        self.violations.add(str(error))
        raise error

    def others(self) -> list[OpenTransaction]:
        """Return the open transactions of other sessions than the one that acts."""
        return self.open[:-1]

    def begin(self, savepoint: str) -> None:
        """Begin a transaction at a savepoint that was made for it."""
        self.begun += 1
        opened = OpenTransaction(self.begun, savepoint, level=self.next_level)
        if self.next_begins_with:
            self.link.send(*self.next_begins_with)
        self.next_level, self.next_begins_with = "", []
        for other in reversed(self.open):
            self.hide_settings(other, opened)
        self.open.append(opened)

    def hide_settings(self, other: OpenTransaction, opened: OpenTransaction) -> None:
        """Let a transaction begin with the settings that an open one has changed for itself."""
        for name, before in other.settings.items():
            opened.settings.setdefault(name, self.setting(name) or "")
            self.link.send(setting_to(name, before))

    def setting(self, name: str) -> str | None:
        found: str | None = self.link.ask(f"SELECT current_setting({quoted(name)}, true)")[0][0]
        return found

    def commit(self, connection: Connection) -> None:
        """Release the savepoint, or undo what failed, as COMMIT does.

        Raises what a deferred constraint raises.
        """
        opened = self.open[-1]
        try:
            checked = self.constraints.check(connection, opened)
            restored = (setting_to(*each) for each in opened.settings.items())
            release = f"RELEASE SAVEPOINT {opened.savepoint}"
            emptied = (*self.at_every_commit, *opened.empties)
            self.link.send(*checked, *restored, *emptied, *opened.at_commit, release)
        except Exception as error:  # noqa: BLE001 - it is raised again
            try:
                if not is_aborted(error):
                    raise
                self.link.commit_aborted(connection, opened.savepoint)
            finally:
                self.undo(opened)
        else:
            self.open.pop()
            self.remember(opened)

    def remember(self, opened: OpenTransaction) -> None:
        self.at_every_commit += opened.empties
        locks = (each for each in opened.advisory if "xact" in each.lower())
        self.held = self.held or next(locks, "")
        for other in self.open:
            other.holds_commits |= bool(opened.wrote)
            if other.level and opened.wrote:
                reason = f"it commits while a transaction is open that asked for {other.level}."
                self.refuse(opened.wrote, reason)

    def roll_back(self) -> None:
        """Return to the savepoint. Raises IsolationError where another's commit is lost by it."""
        opened = self.open[-1]
        if opened.holds_commits and not opened.wrote:
            # It has only read: there is nothing to undo but its settings.
            restored = (setting_to(*each) for each in opened.settings.items())
            self.link.send(*restored, f"RELEASE SAVEPOINT {opened.savepoint}")
            self.open.pop()
            return
        self.undo(opened)
        if opened.holds_commits and not self.is_over:
            self.refuse(opened.wrote, LOST)

    def undo(self, opened: OpenTransaction) -> None:
        self.open.pop()
        self.constraints.forget(opened)
        if opened.holds_commits:
            self.at_every_commit.clear()
        name = opened.savepoint
        self.link.send(f"ROLLBACK TO SAVEPOINT {name}", f"RELEASE SAVEPOINT {name}")

    def release_locks(self) -> None:
        """Release the locks that are still held when the test's transaction is over."""
        if self.session_lock and self.link.ask(HELD)[0][0]:
            self.violations.add(
                f"The advisory lock of {shortened(self.session_lock)} was still held when the "
                "test was over: unlock it, or mark the test with @pytest.mark.committed."
            )
            self.link.send("SELECT pg_advisory_unlock_all()")

    def leaves_traces(self) -> bool:
        """Say whether the connection knows tables that are gone, or listens."""
        return self.changed_tables or listens(self.link.driver)
