"""The rows of the guide's table of differences, and the tests that show each."""

from tests.harness.paths import ROOT

SERVERS = ROOT / "tests" / "servers"
BODIES = tuple(
    SERVERS / f"{name}.py"
    for name in ("differences", "differences_of_locks", "differences_of_sessions")
)
# It needs a migration of its own.
DATABASES = SERVERS / "differences_of_databases.py"

# By the row of docs/testing.md, and by the test that shows the row.
EQUAL = {
    "`SET LOCAL`, `SET LOCAL ROLE`": ("local_settings", "settings_of_a_nested_session"),
    "`set_config(…, true)`": ("settings_by_function", "settings_of_a_session_stay"),
    "temporary tables `ON COMMIT DROP` and `ON COMMIT DELETE ROWS`": ("temporary_tables",),
    "deferred constraints and constraint triggers, `SET CONSTRAINTS`": (
        "a_deferred_constraint",
        "a_deferred_constraint_after_a_rollback",
        "a_constraint_that_is_deferred_by_hand",
        "a_deferred_trigger",
    ),
    "`now()`, `CURRENT_TIMESTAMP`, `transaction_timestamp()`": ("time_of_the_first_transaction",),
    "`NOTIFY`, `pg_notify()`": ("a_notification_that_nobody_hears",),
    "advisory locks": (
        "an_advisory_lock_of_one_after_the_other",
        "an_advisory_lock_of_an_earlier_test",
    ),
    "`SKIP LOCKED`, `NOWAIT`": ("rows_that_another_only_reads",),
    "another isolation level, as SQL or as an option of the connection": (
        "another_level",
        "another_level_too_late",
        "a_transaction_that_only_reads",
    ),
    "a commit inside of a transaction of another session that rolls back": (
        "a_commit_while_another_reads",
    ),
    "a commit after an error that was caught": ("an_error_that_was_caught",),
    "a test that changes tables": ("tables_1", "tables_2"),
    "other options of a connection, `schema_translate_map`": (
        "options_of_a_connection",
        "options_in_a_transaction",
    ),
    "a context variable that a fixture or a test sets": ("a_variable[1]", "a_variable[2]"),
    "settings, grants and comments of the database, `ALTER DATABASE … SET`": (
        "properties_of_the_database",
    ),
    # Neither as in production nor refused: the bodies expect another result in each mode.
    "rows that another open transaction has written or locked": (
        "rows_of_an_open_transaction",
        "a_row_that_another_has_locked",
    ),
}
REFUSED = {
    "`set_config(…, true)`": {"a_setting_without_a_name": "cannot be read from it"},
    "`now()`, `CURRENT_TIMESTAMP`, `transaction_timestamp()`": {
        "time": "`SELECT now()`: PostgreSQL's time of a transaction",
        "time_that_is_compared": "CURRENT_TIMESTAMP`: PostgreSQL's time of a transaction",
    },
    "`NOTIFY`, `pg_notify()`": {"a_notification": "`NOTIFY things, 'one'`: nobody hears it"},
    "`LISTEN`": {"listening": "`LISTEN things`: a notification is sent at a commit"},
    "advisory locks": {
        "an_advisory_lock_of_two": "PostgreSQL grants it to every session of this test",
        "an_advisory_lock_elsewhere": "a lock of a transaction that has ended is still there",
    },
    "`pg_locks` after an advisory lock of a transaction": {
        "an_advisory_lock_in_the_list": "a lock of a transaction that has ended is still there"
    },
    "`SKIP LOCKED`, `NOWAIT`": {
        "locked_rows[SKIP LOCKED]": "SKIP LOCKED`: the sessions of this test share one connection",
        "locked_rows[NOWAIT]": "NOWAIT`: the sessions of this test share one connection",
    },
    "another isolation level, as SQL or as an option of the connection": {
        "another_level_beside_a_writer": "a transaction is open that asked for REPEATABLE READ",
        "autocommit": "`isolation_level='AUTOCOMMIT'`: without a transaction nothing could undo",
    },
    "`SHOW transaction_isolation` after another level": {
        "a_level_that_is_shown": "`SHOW transaction_isolation`: the one transaction of this test"
    },
    "a commit inside of a transaction of another session that rolls back": {
        "a_commit_inside_of_a_refusal": "another session had committed inside of the transaction"
    },
    "two sessions that are open at once and do not end in the opposite order": {
        "sessions_that_end_as_they_began": "Two sessions used this test's one transaction"
    },
}
LOCK = "an_advisory_lock_that_stays"
TURNS = "one_session_of_two_tasks"


def case(name: str, mode: str) -> str:
    name, _, parameter = name.rstrip("]").partition("[")
    return f"test_{name}[{parameter}-{mode}]" if parameter else f"test_{name}[{mode}]"
