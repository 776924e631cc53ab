"""Isolation levels: a usual test accepts them as long as they make no difference."""

import re
from typing import Any

from backend.tests.harness.isolation.difference import Call, Difference
from backend.tests.harness.isolation.transactions import Transactions

OTHER_LEVEL = (
    "the one transaction of this test has another isolation level, which shows as soon as a second "
    "transaction is open."
)
AUTOCOMMIT = "without a transaction nothing could undo what this test writes."
HIDDEN_LEVEL = "the one transaction of this test has another isolation level than it asked for."
LEVEL = re.compile(
    r"\bISOLATION\s+LEVEL\s+(SERIALIZABLE|REPEATABLE\s+READ|READ\s+(?:UN)?COMMITTED)", re.IGNORECASE
)
DEFERRABLE = re.compile(r",?\s*\b(NOT\s+)?DEFERRABLE\b", re.IGNORECASE)
USUAL_LEVEL = "READ COMMITTED"
READ_ONLY = "SET TRANSACTION READ ONLY"


def set_level(call: Call) -> str | None:
    """Run it at the level that there is: with one transaction open at a time, nothing differs."""
    found = LEVEL.search(call.statement)
    # After another statement PostgreSQL refuses it, here and in production.
    if found is None or call.transaction.has_run:
        return None
    if any(other.wrote for other in call.transactions.others()):
        call.refuse(OTHER_LEVEL)
    call.transaction.level = " ".join(found[1].upper().split())
    return DEFERRABLE.sub("", LEVEL.sub(f"ISOLATION LEVEL {USUAL_LEVEL}", call.statement))


def show_level(call: Call) -> None:
    if call.transaction.level not in ("", USUAL_LEVEL):
        call.refuse(HIDDEN_LEVEL)


def accept_options(transactions: Transactions, options: dict[str, Any]) -> None:
    """Keep them for the transaction that begins next, and from the connection that all share.

    Raises IsolationError.
    """
    options.pop("postgresql_deferrable", None)
    if options.pop("postgresql_readonly", False):
        transactions.next_begins_with.append(READ_ONLY)
    if (level := options.pop("isolation_level", None)) is None:
        return
    statement = f"isolation_level={level!r}"
    if level == "AUTOCOMMIT":
        transactions.refuse(statement, AUTOCOMMIT)
    if any(opened.wrote for opened in transactions.open):
        transactions.refuse(statement, OTHER_LEVEL)
    transactions.next_level = str(level)


LEVELS = (
    Difference(
        "another isolation level, as SQL or as an option of the connection",
        "holds for the transaction",
        "accepted, for alone it makes no difference; refused if a second transaction is open that "
        "writes. `AUTOCOMMIT` is refused",
        re.compile(
            r"^(SET\s+TRANSACTION|START\s+TRANSACTION|BEGIN)\b.*\bISOLATION\b",
            re.IGNORECASE | re.DOTALL,
        ),
        set_level,
    ),
    Difference(
        "`SHOW transaction_isolation` after another level",
        "shows the level",
        "refused",
        re.compile(r"\btransaction_isolation\b|\bTRANSACTION\s+ISOLATION\s+LEVEL$", re.IGNORECASE),
        show_level,
    ),
)
