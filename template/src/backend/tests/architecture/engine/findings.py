"""What the rules find: a place, a sentence, the way out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backend.tests.architecture.engine.errors import BrokenRuleError, told
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
    """Yield what is found, each once, however many ways lead to it. Raises BrokenRuleError."""
    yield from {finding for rule in rules for finding in found_by(rule, project)}
    yield from unreadable(project)


def found_by(rule: Rule, project: Project) -> list[Finding]:
    try:
        return [finding_of(spot, rule.code, rule.way_out) for spot in rule.check(project)]
    except Exception as error:
        # Whatever somebody's rule raises, its name is what they need.
        raise BrokenRuleError(rule.check.__module__, f"fails: {told(error)}") from error


def unreadable(project: Project) -> Iterator[Finding]:
    for file, error in project.broken:
        spot = Spot(file, error.line, error.column, str(error))
        yield finding_of(spot, "TB003", "Mend it; until then no rule is checked here.")
