"""The same differences for sync sessions: one body in both modes."""

from contextlib import suppress
from typing import Any, TypeAlias

import pytest
from sqlalchemy import func, select, text, true
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm import sessionmaker as maker

Sessions: TypeAlias = maker[Session]
BOTH = pytest.mark.parametrize(
    "mode", ["usual", pytest.param("committed", marks=pytest.mark.committed)]
)
THINGS = "CREATE TABLE things (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED, t timestamptz)"
TENANT = "SELECT coalesce(current_setting('app.tenant', true), '')"


def commit(sessions: Sessions, *statements: str) -> None:
    with sessions.begin() as session:
        for statement in statements:
            session.execute(text(statement))


def ask(sessions: Sessions, query: str) -> Any:  # noqa: ANN401 - whatever it asks for
    with sessions() as session:
        return session.scalar(text(query))


@BOTH
def test_local_settings(mode: str, sessionmaker: Sessions) -> None:
    role = ask(sessionmaker, "SELECT current_user")
    commit(sessionmaker, "SET LOCAL app.tenant = 'one'", "SET LOCAL ROLE pg_monitor")
    assert (ask(sessionmaker, TENANT), ask(sessionmaker, "SELECT current_user")) == ("", role), mode


@BOTH
def test_settings_by_function(mode: str, sessionmaker: Sessions) -> None:
    with sessionmaker.begin() as session:
        session.execute(select(func.set_config("app.tenant", "one", true())))
        call = text("SELECT set_config(:name, :value, true)")
        session.execute(call, {"name": "app.tenant", "value": "two"})
        assert session.scalar(text(TENANT)) == "two"
    assert ask(sessionmaker, TENANT) == "", mode


@BOTH
def test_a_temporary_table(mode: str, sessionmaker: Sessions) -> None:
    for _ in range(2):
        commit(sessionmaker, "CREATE TEMP TABLE gone (n integer) ON COMMIT DROP")
    assert mode


@BOTH
def test_a_deferred_constraint(mode: str, sessionmaker: Sessions) -> None:
    commit(sessionmaker, THINGS)
    commit(sessionmaker, "INSERT INTO things VALUES (1)", "INSERT INTO things VALUES (2)")
    with pytest.raises(IntegrityError, match="things_n_key"):
        commit(sessionmaker, "INSERT INTO things VALUES (1)")
    commit(sessionmaker, "UPDATE things SET n = 3 - n")
    assert ask(sessionmaker, "SELECT count(*) FROM things") == 2, mode


@BOTH
def test_an_error_that_was_caught(mode: str, sessionmaker: Sessions) -> None:
    commit(sessionmaker, THINGS, "INSERT INTO things VALUES (1)")
    with sessionmaker.begin() as session:
        session.execute(text("INSERT INTO things VALUES (2)"))
        with suppress(DBAPIError):
            session.execute(text("SELECT 1 / 0"))
    assert ask(sessionmaker, "SELECT count(*) FROM things") == 1, mode


@BOTH
def test_another_level(mode: str, sessionmaker: Sessions) -> None:
    commit(sessionmaker, THINGS)
    with sessionmaker.begin() as session:
        session.connection(execution_options={"isolation_level": "SERIALIZABLE"})
        session.execute(text("INSERT INTO things VALUES (1)"))
    level = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
    commit(sessionmaker, level, "INSERT INTO things VALUES (2)")
    assert ask(sessionmaker, "SELECT count(*) FROM things") == 2, mode


@BOTH
def test_a_commit_while_another_reads(mode: str, sessionmaker: Sessions) -> None:
    commit(sessionmaker, THINGS)
    with sessionmaker() as reading:
        reading.execute(text("SELECT count(*) FROM things"))
        commit(sessionmaker, "INSERT INTO things VALUES (1)")
    assert ask(sessionmaker, "SELECT count(*) FROM things") == 1, mode


@BOTH
def test_a_commit_inside_of_a_refusal(mode: str, sessionmaker: Sessions) -> None:
    commit(sessionmaker, THINGS, "CREATE TABLE audit (n integer)")
    with sessionmaker() as refused:
        refused.execute(text("INSERT INTO things VALUES (1)"))
        commit(sessionmaker, "INSERT INTO audit VALUES (1)")
        refused.rollback()
    assert ask(sessionmaker, "SELECT count(*) FROM audit") == 1, mode


@BOTH
def test_time(mode: str, sessionmaker: Sessions) -> None:
    first = ask(sessionmaker, "SELECT now()")
    assert first < ask(sessionmaker, "SELECT now()"), mode


@BOTH
def test_an_advisory_lock_of_two(mode: str, sessionmaker: Sessions) -> None:
    with sessionmaker() as one, sessionmaker() as other:
        one.execute(text("SELECT pg_advisory_xact_lock(7)"))
        assert not other.scalar(text("SELECT pg_try_advisory_xact_lock(7)")), mode


@BOTH
def test_locked_rows(mode: str, sessionmaker: Sessions) -> None:
    commit(sessionmaker, THINGS, "INSERT INTO things VALUES (1)")
    with sessionmaker() as one, sessionmaker() as other:
        one.execute(text("SELECT n FROM things FOR UPDATE"))
        found = other.execute(text("SELECT n FROM things FOR UPDATE SKIP LOCKED"))
        assert found.all() == [], mode


@BOTH
def test_listening(mode: str, sessionmaker: Sessions) -> None:
    with sessionmaker() as session:
        session.execute(text("LISTEN things"))
        session.commit()
        listening = session.scalar(text("SELECT count(*) FROM pg_listening_channels()"))
        session.execute(text("UNLISTEN *"))
    assert listening == 1, mode


def test_an_advisory_lock_that_stays(sessionmaker: Sessions) -> None:
    assert ask(sessionmaker, "SELECT pg_try_advisory_lock(77)")


def test_tables_1(sessionmaker: Sessions) -> None:
    commit(sessionmaker, "CREATE TABLE things (n integer)")
    for _ in range(9):
        assert ask(sessionmaker, "SELECT count(*) FROM things") == 0


def test_tables_2(sessionmaker: Sessions) -> None:
    commit(
        sessionmaker, "CREATE TABLE things (m text, n integer)", "INSERT INTO things VALUES ('', 1)"
    )
    assert ask(sessionmaker, "SELECT m FROM things") == ""
