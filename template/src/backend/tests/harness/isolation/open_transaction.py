"""A transaction of a session, as far as its end depends on it."""

from dataclasses import dataclass, field


@dataclass
class OpenTransaction:
    """A transaction of a session, between its first statement and its end."""

    number: int
    savepoint: str
    wrote: str = ""
    has_run: bool = False
    level: str = ""
    advisory: list[str] = field(default_factory=list)
    # Settings by name, as they were before; statements that end what a commit ends.
    settings: dict[str, str] = field(default_factory=dict)
    at_commit: list[str] = field(default_factory=list)
    empties: list[str] = field(default_factory=list)
    checks_constraints: bool = False
    changes_constraints: bool = False
    holds_commits: bool = False
