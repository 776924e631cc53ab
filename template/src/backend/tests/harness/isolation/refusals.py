"""Statements that need transactions of their own: a usual test fails at them, with the reason."""

import re

from backend.tests.harness.isolation.difference import Call, Difference
from backend.tests.harness.isolation.drivers import listens
from backend.tests.harness.isolation.transactions import Transactions

READS_TIME = re.compile(
    r"(^[\s(]*(SELECT|WITH|VALUES|SHOW|EXPLAIN)\b|\b(WHERE|RETURNING|USING|ON(?!\s+CONFLICT))\b)"
    r".*(\b(now|transaction_timestamp)\s*\(\s*\)|\b(CURRENT_TIME|LOCALTIME)(STAMP)?\b)",
    re.IGNORECASE | re.DOTALL,
)
STANDS_STILL = (
    "PostgreSQL's time of a transaction is the time when this test's one transaction began, "
    "before the transactions that this test has already seen."
)
HEARD = "nobody hears it, for the transaction of this test never commits, and a connection listens."
DEAF = "a notification is sent at a commit, and the transaction of this test never commits."
LISTENERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ILIKE '%listen%'
"""
GRANTED = (
    "PostgreSQL grants it to every session of this test, which share one connection, and an open "
    "transaction holds an advisory lock."
)
STILL_HELD = (
    "a lock of a transaction that has ended is still there ({}), for the transaction of this test "
    "holds it."
)
NOT_LOCKED = (
    "the sessions of this test share one connection, so what another open transaction has locked "
    "or written is not locked here."
)


def read_time(call: Call) -> None:
    if call.transaction.number > 1:
        call.refuse(STANDS_STILL)


def notify(call: Call) -> None:
    link = call.transactions.link
    # One that listens here, by the driver, waits for the same commit.
    if listens(link.driver) or link.ask(LISTENERS)[0][0]:
        call.refuse(HEARD)


def listen(call: Call) -> None:
    call.refuse(DEAF)


def listen_elsewhere(transactions: Transactions, statement: str) -> None:
    transactions.refuse(statement, DEAF)


def lock(call: Call) -> None:
    shared = "_shared" in call.statement.lower()
    for other in call.transactions.others():
        if any(not shared or "_shared" not in held.lower() for held in other.advisory):
            call.refuse(GRANTED)
    call.transaction.advisory.append(call.statement)
    if "xact" not in call.statement.lower():
        call.transactions.session_lock = call.statement


def look_at_locks(call: Call) -> None:
    look_at_locks_elsewhere(call.transactions, call.statement)


def look_at_locks_elsewhere(transactions: Transactions, statement: str) -> None:
    if transactions.held:
        transactions.refuse(statement, STILL_HELD.format(transactions.held))


def skip_locked(call: Call) -> None:
    if any(other.wrote for other in call.transactions.others()):
        call.refuse(NOT_LOCKED)


REFUSALS = (
    Difference(
        "`now()`, `CURRENT_TIMESTAMP`, `transaction_timestamp()`",
        "move with each transaction",
        "stand still for the whole test. The first transaction may read or compare them, a later "
        "one is refused. To store them is allowed, also by a default of a column: rows of two "
        "transactions then have the same time. `clock_timestamp()` moves",
        READS_TIME,
        read_time,
    ),
    Difference(
        "`NOTIFY`, `pg_notify()`",
        "is heard by who listens",
        "refused if a connection listens; inside of a function or trigger it is not seen",
        re.compile(r"^NOTIFY\b|\bpg_notify\s*\(", re.IGNORECASE),
        notify,
    ),
    Difference(
        "`LISTEN`",
        "hears what is committed",
        "refused",
        re.compile(r"^LISTEN\b", re.IGNORECASE),
        listen,
        listen_elsewhere,
    ),
    Difference(
        "advisory locks",
        "are refused to a second session; those of a transaction are free after it",
        "refused if a second transaction is open that has one; a lock of a session that is still "
        "held after the test fails the test, and is released",
        re.compile(r"\bpg_(try_)?advisory_(xact_)?lock", re.IGNORECASE),
        lock,
        look_at_locks_elsewhere,
    ),
    Difference(
        "`pg_locks` after an advisory lock of a transaction",
        "no longer lists the lock",
        "refused",
        re.compile(r"\bpg_locks\b", re.IGNORECASE),
        look_at_locks,
        look_at_locks_elsewhere,
    ),
    Difference(
        "`SKIP LOCKED`, `NOWAIT`",
        "skips, or fails at, what another transaction has locked",
        "refused if a second transaction is open that has written or locked something",
        re.compile(r"\bSKIP\s+LOCKED\b|\bNOWAIT\b", re.IGNORECASE),
        skip_locked,
    ),
)
