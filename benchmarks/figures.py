"""Times of a measurement by name, and ratios between them that have a goal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median

MILLISECONDS_BELOW = 1.0


@dataclass(frozen=True)
class Ratio:
    """One promise: `ours` costs at most, or others at least, so many times `base`.

    `why` says what stands in the way, for readers who find it missed.
    """

    what: str
    against: str
    ours: str
    base: str
    at_most: float | None = None
    at_least: float | None = None
    why: str = ""

    @property
    def goal(self) -> str:
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return f"at least {self.at_least:g}" if self.at_least is not None else "none"

    def is_kept(self, ratio: float) -> bool:
        least, most = self.at_least or 0, self.at_most or float("inf")
        return least <= ratio <= most


@dataclass
class Times:
    """Seconds by name, in the order in which they were first measured; several rounds of each."""

    rounds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, seconds: float) -> None:
        self.rounds.setdefault(name, []).append(seconds)

    def of(self, name: str) -> float:
        return median(self.rounds[name])

    def ratio(self, ours: str, base: str) -> float:
        """Return the median of the rounds' own ratios: a machine that slows slows a whole round."""
        pairs = zip(self.rounds[ours], self.rounds[base], strict=True)
        return median(one / other for one, other in pairs)

    def __iter__(self) -> Iterator[tuple[str, float]]:
        return ((name, self.of(name)) for name in self.rounds)


def shown(seconds: float) -> str:
    if seconds < MILLISECONDS_BELOW:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds:.2f} s"


@dataclass(frozen=True)
class Chapter:
    """One question: how an engine is asked, for so many rounds, and what the answer is to show."""

    title: str
    explained: str
    measure: Callable[[str, int], Times]
    ratios: tuple[Ratio, ...] = ()
    shown: Callable[[float], str] = shown
