"""Constraints that an app's own errors speak for: whoever loses a race reads what others read."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

import structlog

from backend import apps
from backend.core.discovery import modules_named
from backend.core.errors import AppError

# PostgreSQL's detail, in whichever language: `Key (organization_id, name)=(..., Acme) exists.`
KEY = re.compile(r"\((?P<columns>.+?)\)=\((?P<values>.*)\)", re.DOTALL)
# In an expression that is indexed, where a comma separates no columns.
INNER = re.compile(r"'[^']*'|\([^()]*\)")

Conflicts: TypeAlias = Mapping[str, Callable[..., AppError]]

log = structlog.get_logger(__name__)


def declared() -> Conflicts:
    """Return what the apps' `errors` modules say in `CONFLICTS`, by the constraint's name.

    Each value makes the error of the values, as text, that the constraint is about.
    """
    modules = modules_named("errors", apps).values()
    return {
        constraint: make
        for module in modules
        for constraint, make in getattr(module, "CONFLICTS", {}).items()
    }


CONFLICTS = declared()


def conflict_of(constraint: str, detail: str, conflicts: Conflicts = CONFLICTS) -> AppError | None:
    """Return the error that an app declares for the violated constraint."""
    # No client learns the name.
    log.info("constraint_violated", constraint=constraint)
    make = conflicts.get(constraint)
    found = KEY.search(detail)
    if make is None or found is None:
        return None
    return make(*values_of(found["columns"], found["values"]))


def values_of(columns: str, values: str) -> list[str]:
    # An exclusion constraint adds the key of the other row, which is not this client's.
    own, is_followed, _ = values.rpartition(f"({columns})=(")
    if is_followed:
        values = own.rpartition(")")[0]
    while (shorter := INNER.sub("", columns)) != columns:
        columns = shorter
    return values.split(", ", columns.count(", "))
