"""Keeps the service away from every PostgreSQL database that is not the tests' own.

A variable with the wrong name would leave it with the address that it has by default, and that may
be somebody's: migrations and startup would write there.
"""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Dialect

from backend.tests.harness.adopted.wiring import WiringError
from backend.tests.harness.databases import PREFIX


def refuse_strangers() -> None:
    """From now on, refuse a connection of any engine in this process that leads elsewhere."""
    event.listen(Engine, "do_connect", refuse_stranger)


def refuse_stranger(dialect: Dialect, _: object, __: object, parameters: dict[str, Any]) -> None:
    if dialect.name == "postgresql":
        database = parameters.get("dbname") or parameters.get("database")
        refuse(parameters.get("host"), database)


def refuse(host: object, database: object) -> None:
    """Raise WiringError unless the database is one that the harness made."""
    if not str(database).startswith(PREFIX):
        raise WiringError(
            f"the service asks for {host}/{database} and not for the tests' database: name in"
            " `environment` the variable that it reads."
        )
