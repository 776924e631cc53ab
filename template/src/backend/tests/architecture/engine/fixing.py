"""Rewrites files as their rules ask, where the fix needs no decision."""

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from backend.tests.architecture.engine.findings import Finding
from backend.tests.architecture.engine.layout import is_in
from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.report import Report
from backend.tests.architecture.engine.rule import Rule
from backend.tests.architecture.engine.source import File

USELESS_WAIVER = re.compile(r"\s*[#;]\s*rule:\s*[A-Z]+\d+\b(?!\s*,).*$")


def fix_files(
    checkout: Path, project: Project, report: Report, rules: Collection[Rule]
) -> Iterable[str]:
    """Fix what is new, and yield the paths of the files that are rewritten.

    A file that waives a rule is left alone by that rule's fix, and so is one whose bytes are not
    its text: with another encoding, or other ends of lines.
    """
    waived = {(waiver.file.path, waiver.code) for waiver in report.waivers}
    for file in project.files:
        found = [one for one in report.new if one.path == file.path]
        open_ = [one for one in found if (one.path, one.code) not in waived]
        text = fixed_text(file, open_, rules) if open_ else file.text
        if text != file.text and (checkout / file.path).read_bytes() == file.text.encode():
            (checkout / file.path).write_text(text, encoding="utf-8")
            yield file.path


def fixed_text(file: File, findings: list[Finding], rules: Iterable[Rule]) -> str:
    lines = [*file.lines]
    for finding in findings:
        line = file.line(finding.line)
        # A text on the same line may look like a waiver.
        if finding.code == "TB002" and line.count("rule:") == 1:
            lines[finding.line - 1] = USELESS_WAIVER.sub("", line)
    text = "\n".join(lines) + "\n"
    codes = {finding.code for finding in findings}
    for rule in rules:
        if rule.fix and rule.code in codes:
            (source,) = Project.of([(file.path, text)], file.layout).sources
            text = rule.fix(source)
    return text


def only_below(report: Report, places: Iterable[str]) -> Report:
    """Leave out the findings in other files and folders than these; without any keep all."""
    paths = [Path(place).as_posix() for place in places]
    kept = [
        one
        for one in report.new
        if not paths or any(path in {".", one.path} or is_in(one.path, path) for path in paths)
    ]
    return Report(report.files, kept, report.known, report.waivers, report.baseline)
