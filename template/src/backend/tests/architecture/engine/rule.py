"""A rule: a code, a reason, a fix, two examples, and a function that finds."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.source import File, Source

PAGE = "docs/rules.md"


@dataclass(frozen=True)
class Spot:
    """A place where a rule is broken, and one sentence about it."""

    file: File
    line: int
    column: int
    what: str
    # Said of the file and not of the line: the file's name recognizes it again.
    of_file: bool = False


Check = Callable[[Project], Iterator[Spot]]


@dataclass(frozen=True)
class Rule:
    """One thing that this house does not do.

    `bad` must be found and `good` must not; both stand on the page. A line `# src/...` in an
    example names the file that follows.
    """

    code: str
    title: str
    why: str
    way_out: str
    bad: str
    good: str
    check: Check
    # Modules and names that ruff.toml bans too, so that an editor says it while one types.
    banned: tuple[str, ...] = ()
    # Returns the text of a file without what is wrong, for `make format`.
    fix: Callable[[Source], str] | None = None

    def __str__(self) -> str:
        return self.code

    @property
    def link(self) -> str:
        return f"{PAGE}#{self.code.lower()}"


def spot_file(file: File, what: str, line: int = 1) -> Spot:
    return Spot(file, line, 1, what, of_file=True)


def spot(file: File, where: ast.AST | int, what: str) -> Spot:
    """Point at a node, or at a line."""
    if isinstance(where, int):
        return Spot(file, where, 1, what)
    line: int = getattr(where, "lineno", 1)
    column: int = getattr(where, "col_offset", 0)
    return Spot(file, line, column + 1, what)


def words(text: str) -> tuple[str, ...]:
    """Return the names of a table; blanks and lines divide them."""
    return tuple(text.split())


def uses(sources: Iterable[Source], names: Iterable[str], what: str) -> Iterator[Spot]:
    """Find where these names are used; `what` says it of one, `{}`."""
    for source in sources:
        for node, name in source.uses_of(*names):
            yield spot(source, node, what.format(name))


def imports(sources: Iterable[Source], modules: Iterable[str], what: str) -> Iterator[Spot]:
    """Find where these modules are imported; `what` says it of one, `{}`."""
    for source in sources:
        for node, module in source.imports_of(*modules):
            yield spot(source, node, what.format(module))
