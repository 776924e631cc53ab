"""One look at a whole repository: what is new, what is known, what is waived."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.tests.architecture.engine.baseline import NAME, Baseline, read_baseline
from backend.tests.architecture.engine.findings import (
    Finding,
    Waiver,
    findings_of,
    waivers_in,
)
from backend.tests.architecture.engine.layout import Layout
from backend.tests.architecture.engine.project import SERVICE, Project, read_project
from backend.tests.architecture.engine.rule import Rule


@dataclass(frozen=True)
class Report:
    """Everything that was found, sorted by what to do about it."""

    files: int
    new: list[Finding]
    known: list[Finding]
    waivers: list[Waiver]
    baseline: Baseline | None

    @property
    def mended(self) -> int:
        """The number of findings in the baseline that are gone."""
        return self.baseline.counts.total() - len(self.known) if self.baseline else 0

    @property
    def is_clean(self) -> bool:
        return not self.new and not self.mended

    def of(self, code: str) -> list[Finding]:
        return [finding for finding in self.new if finding.code == code]

    def lines(self) -> Iterator[str]:
        yield from map(str, self.new)
        if self.mended:
            yield f"{NAME}: {self.mended} of its findings are mended: `make rules-baseline`."
        yield self.summary

    @property
    def summary(self) -> str:
        words = [f"{self.files} files", f"{len(self.new)} findings", f"{len(self.waivers)} waived"]
        if self.baseline:
            words.append(f"{len(self.known)} of once {self.baseline.began_with} in {NAME}")
        return ", ".join(words)


def unwaived(project: Project, rules: Iterable[Rule]) -> tuple[list[Finding], list[Waiver]]:
    """Return what no waiver excuses, wrong waivers included, and the waivers."""
    findings = sorted(findings_of(project, rules))
    waivers = waivers_in(project)
    good = [waiver for waiver in waivers if waiver.reason]
    left = [one for one in findings if not any(waiver.excuses(one) for waiver in good)]
    wrong = filter(None, (waiver.wrong(findings) for waiver in waivers))
    return sorted([*left, *wrong]), good


def look_at(project: Project, rules: Iterable[Rule], baseline: Baseline | None = None) -> Report:
    findings, waivers = unwaived(project, rules)
    new, known = (baseline or Baseline()).split(findings)
    return Report(len(project.files), new, known, waivers, baseline)


def look_at_checkout(checkout: Path, rules: Iterable[Rule], layout: Layout = SERVICE) -> Report:
    with without_collecting():
        return look_at(read_project(checkout, layout), rules, read_baseline(checkout))


@contextmanager
def without_collecting() -> Iterator[None]:
    """Save a third of the time: trees are many objects, and none is garbage before the end."""
    was_enabled = gc.isenabled()
    gc.disable()
    yield
    if was_enabled:
        gc.enable()
