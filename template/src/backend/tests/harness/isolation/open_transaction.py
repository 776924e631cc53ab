"""A transaction of a session, as far as its end depends on it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class OpenTransaction:
    """A transaction of a session, between its first statement and its end."""

    number: int
    savepoint: str
    wrote: str = ""
    has_run: bool = False
    level: str = ""
    advisory: list[str] = field(default_factory=list)
    # Execution options, as they were before.
    options: Any = None
    # Settings by name, as they were before; statements that end what a commit ends.
    settings: dict[str, str] = field(default_factory=dict)
    at_commit: list[str] = field(default_factory=list)
    empties: list[str] = field(default_factory=list)
    checks_constraints: bool = False
    changes_constraints: bool = False
    holds_commits: bool = False
