"""Findings of rules, and waivers of them: `# rule: TB502 - the driver polls` on the line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backend.tests.architecture.engine.errors import BrokenRuleError, told
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import PAGE, Rule, Spot
from backend.tests.architecture.engine.source import File, Source

COMMENT = re.compile(r"(?:^|\s)([#;].*)")
WAIVER = re.compile(r"\s*[#;]\s*rule:\s*(?P<codes>[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)(?P<rest>.*)")
REASON = re.compile(r"\s+-{1,2}\s.*\w.*")


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
    for file, error in project.broken:
        spot = Spot(file, error.line, error.column, str(error))
        yield finding_of(spot, "TB003", "Mend it; until then no rule is checked here.")


def found_by(rule: Rule, project: Project) -> list[Finding]:
    try:
        return [finding_of(spot, rule.code, rule.way_out) for spot in rule.check(project)]
    except Exception as error:
        # Whatever somebody's rule raises, its name is what they need.
        raise BrokenRuleError(rule.check.__module__, f"fails: {told(error)}") from error


@dataclass(frozen=True)
class Waiver:
    """One code that one line is excused from."""

    file: File
    line: int
    code: str
    reason: str

    def excuses(self, finding: Finding) -> bool:
        return (finding.path, finding.line, finding.code) == (self.file.path, self.line, self.code)

    def wrong(self, findings: Iterable[Finding]) -> Finding | None:
        """Return what is wrong with the waiver, or None."""
        said, code, way_out = "", "TB002", "Delete it."
        if not self.reason:
            said, code = "gives no reason", "TB001"
            way_out = f"Write it as `# rule: {self.code} - the reason`."
        elif not any(map(self.excuses, findings)):
            said = "waives nothing"
        spot = Spot(self.file, self.line, 1, f"The waiver of {self.code} {said}.")
        return finding_of(spot, code, way_out) if said else None


def waivers_in(project: Project) -> list[Waiver]:
    return [waiver for file in project.files for waiver in waivers_of(file)]


def waivers_of(file: File) -> Iterator[Waiver]:
    for line, comment in comments(file) if "rule:" in file.text else ():
        if found := WAIVER.search(comment):
            reason = found["rest"] if REASON.fullmatch(found["rest"]) else ""
            for code in found["codes"].split(","):
                yield Waiver(file, line, code.strip(), reason.strip(" -"))


def comments(file: File) -> list[tuple[int, str]]:
    if isinstance(file, Source):
        return file.comments
    found = ((number, COMMENT.search(line)) for number, line in enumerate(file.lines, start=1))
    return [(number, comment[1]) for number, comment in found if comment]
