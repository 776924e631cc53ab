"""What a run can say about itself: gathered in every process, added up in the controller."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

import pytest

FIGURES = pytest.StashKey["Figures"]()
SLOWEST = 3


@dataclass
class Figures:
    """Times are in seconds."""

    start: float = 0.0
    template: str = ""
    waits: list[float] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    answers: set[str] = field(default_factory=set)

    def add(self, other: "Figures") -> None:
        self.start = max(self.start, other.start)
        # Of several workers one builds the template and the others find it.
        self.template = min(filter(None, (self.template, other.template)), default="")
        self.waits += other.waits
        self.kept += other.kept
        self.answers.update(other.answers)

    def to_dict(self) -> dict[str, Any]:
        # xdist's wire knows no sets.
        return {**asdict(self), "answers": list(self.answers)}

    def lines(self) -> Iterable[str]:
        if self.template:
            yield f"template database: {self.template}"
        if self.waits:
            wait = median(self.waits) * 1000
            yield f"databases of their own: {len(self.waits)}, median wait {wait:.1f} ms"
        yield from (f"kept: {line}" for line in self.kept)


def figures_of(config: pytest.Config) -> Figures:
    if FIGURES not in config.stash:
        config.stash[FIGURES] = Figures()
    return config.stash[FIGURES]
