"""Reads what the rules must find and must leave alone: one page of cases for each rule."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backend.tests.architecture.engine.examples import files_in
from backend.tests.architecture.engine.report import Report
from tests.harness.paths import ROOT

CASES = ROOT / "tests" / "rules" / "cases"
CASE = re.compile(r"^### (?P<title>[^\n]+)\n```\w*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
CAUGHT, CAUGHT_ABOVE = "# caught", "# caught above"


@dataclass(frozen=True)
class Case:
    """A small repository, and the lines of it that one rule must find."""

    code: str
    title: str
    text: str

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    @property
    def marked(self) -> set[tuple[str, int]]:
        return {place for path, text in files_in(self.text) for place in marks(path, text)}


def marks(path: str, text: str) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.endswith(CAUGHT):
            yield path, number
        elif line.endswith(CAUGHT_ABOVE):
            yield path, number - 1


def cases(heading: str) -> list[Case]:
    return [case for page in sorted(CASES.glob("*.md")) for case in cases_of(page, heading)]


def cases_of(page: Path, heading: str) -> Iterator[Case]:
    sections = page.read_text(encoding="utf-8").split("\n## ")
    for section in sections:
        if section.startswith(f"{heading}\n"):
            for found in CASE.finditer(section):
                yield Case(page.stem, found["title"], found["text"])


def codes_of(report: Report) -> list[str]:
    return sorted(finding.code for finding in report.new)
