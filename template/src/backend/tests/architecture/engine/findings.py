"""What the rules find: a place, a sentence, the way out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import PAGE, Rule, Spot


@dataclass(frozen=True, order=True)
class Finding:
    """A broken rule."""

    path: str
    line: int
    column: int
    code: str
    what: str
    way_out: str
    # What stands there: it recognizes a finding again when lines have moved.
    text: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.code} {self.what} {self.way_out} ({self.link})"

    @property
    def link(self) -> str:
        return f"{PAGE}#{self.code.lower()}"


def finding_of(spot: Spot, code: str, way_out: str) -> Finding:
    text = "" if spot.of_file else spot.file.line(spot.line).strip()
    return Finding(spot.file.path, spot.line, spot.column, code, spot.what, way_out, text)


def findings_of(project: Project, rules: Iterable[Rule]) -> Iterator[Finding]:
    """Yield what is found, each once, however many ways lead to it."""
    yield from {
        finding_of(spot, rule.code, rule.way_out) for rule in rules for spot in rule.check(project)
    }
    yield from unreadable(project)


def unreadable(project: Project) -> Iterator[Finding]:
    for file, error in project.broken:
        spot = Spot(
            file, error.lineno or 1, error.offset or 1, f"Python cannot read it: {error.msg}."
        )
        yield finding_of(spot, "TB003", "Mend the syntax; until then no rule is checked here.")
