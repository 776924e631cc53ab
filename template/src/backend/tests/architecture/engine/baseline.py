"""Findings that a service brought along: they may go, and none may come."""

import hashlib
import json
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from backend.tests.architecture.engine.errors import RulesError
from backend.tests.architecture.engine.findings import Finding

NAME = "rules-baseline.json"
ABOUT = "Findings from before the rules. `make rules-baseline` removes the mended and adds nothing."
CHANGED = f"{NAME} was changed by hand. Take it back with git; `make rules-baseline` shortens it."
GREW = f"{NAME} has more findings than git's, and none can be added. Take it back with git."
# Code, path and what stands on the line: lines may move, and a copy of a finding is a new one.
Key = tuple[str, str, str]


def key_of(finding: Finding) -> Key:
    return finding.code, finding.path, finding.text


class BaselineError(RulesError):
    """The baseline cannot be trusted."""


@dataclass(frozen=True)
class Baseline:
    """The number of findings of each kind, and of all at the beginning."""

    counts: Counter[Key] = field(default_factory=Counter)
    began_with: int = 0

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Self:
        counts = Counter(map(key_of, findings))
        return cls(counts, counts.total())

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Raise BaselineError if somebody wrote into it by hand."""
        try:
            content = json.loads(text)
            counts = Counter({tuple(entry[:3]): entry[3] for entry in content["findings"]})
            baseline = cls(counts, content["began_with"])
            is_ours = content["digest"] == baseline.digest
        except (ValueError, LookupError, TypeError) as error:
            raise BaselineError(CHANGED) from error
        if not is_ours:
            raise BaselineError(CHANGED)
        return baseline

    @property
    def entries(self) -> list[list[str | int]]:
        return [[*key, count] for key, count in sorted(self.counts.items())]

    @property
    def digest(self) -> str:
        told = json.dumps([self.began_with, self.entries])
        return hashlib.sha256(told.encode()).hexdigest()

    def __str__(self) -> str:
        lines = ",\n".join(f"    {json.dumps(entry)}" for entry in self.entries)
        head = {"about": ABOUT, "began_with": self.began_with, "digest": self.digest}
        body = "".join(
            f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items()
        )
        return f'{{\n{body}  "findings": [\n{lines}\n  ]\n}}\n'

    def without_mended(self, findings: Iterable[Finding]) -> Self:
        """Keep what is still found; nothing new gets in."""
        return type(self)(self.counts & Counter(map(key_of, findings)), self.began_with)

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """Return the findings that are new, and those that are known."""
        left = self.counts.copy()
        new: list[Finding] = []
        known: list[Finding] = []
        for finding in findings:
            is_known = left[key_of(finding)] > 0
            left[key_of(finding)] -= 1
            (known if is_known else new).append(finding)
        return new, known


def read_baseline(checkout: Path) -> Baseline | None:
    """Return the baseline that lies there, or that git has, or None. Raises BaselineError."""
    file = checkout / NAME
    lying = Baseline.from_text(file.read_text(encoding="utf-8")) if file.exists() else None
    committed = committed_baseline(checkout)
    if lying and committed and not lying.counts <= committed.counts:
        raise BaselineError(GREW)
    return lying or committed


def committed_baseline(checkout: Path) -> Baseline | None:
    """Return what git has, so that nobody begins again by deleting the file."""
    if not any((folder / ".git").exists() for folder in (checkout, *checkout.parents)):
        return None
    command = ("git", "show", f"HEAD:./{NAME}")
    try:
        shown = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    except FileNotFoundError:
        return None
    return Baseline.from_text(shown.stdout) if shown.returncode == 0 else None


def write_baseline(checkout: Path, findings: list[Finding]) -> Baseline:
    """Record the findings the first time, later take out what is mended. Raises BaselineError."""
    before = read_baseline(checkout)
    after = Baseline.of(findings) if before is None else before.without_mended(findings)
    (checkout / NAME).write_text(str(after), encoding="utf-8")
    return after
