"""A finding is waived on its own line, with a reason: `# rule: TB502 - the driver polls`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backend.tests.architecture.engine.comments import comments
from backend.tests.architecture.engine.findings import Finding, finding_of
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Spot
from backend.tests.architecture.engine.source import File

WORD = "rule:"
WAIVER = re.compile(r"[#;]\s*rule:\s*(?P<codes>[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)(?P<rest>.*)")
REASON = re.compile(r"\s+-{1,2}\s.*\w.*")


@dataclass(frozen=True)
class Waiver:
    """One code that one line is excused from."""

    file: File
    line: int
    code: str
    reason: str

    def excuses(self, finding: Finding) -> bool:
        return (finding.path, finding.line, finding.code) == (self.file.path, self.line, self.code)


def waivers_in(project: Project) -> list[Waiver]:
    return [waiver for file in project.files for waiver in waivers_of(file)]


def waivers_of(file: File) -> Iterator[Waiver]:
    for line, comment in comments(file, WORD):
        if found := WAIVER.search(comment):
            reason = found["rest"] if REASON.fullmatch(found["rest"]) else ""
            for code in found["codes"].split(","):
                yield Waiver(file, line, code.strip(), reason.strip(" -"))


def wrong_waivers(waivers: Iterable[Waiver], findings: list[Finding]) -> Iterator[Finding]:
    for waiver in waivers:
        spot = Spot(waiver.file, waiver.line, 1, wrong_with(waiver, findings))
        if not waiver.reason:
            yield finding_of(spot, "TB001", f"Write it as `# rule: {waiver.code} - the reason`.")
        elif not any(map(waiver.excuses, findings)):
            yield finding_of(spot, "TB002", "Delete it.")


def wrong_with(waiver: Waiver, findings: list[Finding]) -> str:
    if not waiver.reason:
        return f"The waiver of {waiver.code} gives no reason."
    known = any(waiver.excuses(finding) for finding in findings)
    return "" if known else f"The waiver of {waiver.code} waives nothing."
