"""The differences between a usual test and production, each as a row of docs/testing.md."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend.tests.harness.isolation.open_transaction import OpenTransaction

if TYPE_CHECKING:
    from backend.tests.harness.isolation.transactions import Transactions

SHOWN_CHARACTERS = 120


class IsolationError(Exception):
    """Raised at a statement that a usual test cannot show as production does."""

    def __init__(self, statement: str, reason: str) -> None:
        super().__init__(
            f"`{shortened(statement)}`: {reason} Mark the test with @pytest.mark.committed."
        )


@dataclass(frozen=True)
class Call:
    """A statement that is about to run in a usual test."""

    transactions: "Transactions"
    transaction: OpenTransaction
    statement: str
    parameters: Any

    def refuse(self, reason: str) -> None:
        """Fail the test here. Raises IsolationError."""
        self.transactions.refuse(self.statement, reason)


@dataclass(frozen=True)
class Difference:
    """A kind of statement or situation: production's behaviour, and the harness's answer."""

    subject: str
    production: str
    usual: str
    # What the statement looks like without its literals, and what the harness does before it runs:
    # nothing, an IsolationError, or another statement in its place.
    pattern: re.Pattern[str] | None = None
    meet: Callable[[Call], str | None] | None = None
    # The same for another connection, which sees nothing of the test's transaction.
    elsewhere: Callable[["Transactions", str], None] | None = None


def shortened(statement: str) -> str:
    line = " ".join(statement.split())
    return line if len(line) <= SHOWN_CHARACTERS else f"{line[:SHOWN_CHARACTERS]}…"
