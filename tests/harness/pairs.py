"""Few combinations in which every two values meet: what breaks usually breaks in pairs."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

Values = Mapping[str, Sequence[object]]
Pair = frozenset[tuple[str, int]]


def pairs_of(row: Mapping[str, int]) -> set[Pair]:
    return {frozenset(pair) for pair in combinations(row.items(), 2)}


def every_pair(values: Values) -> set[Pair]:
    questions = combinations(values.items(), 2)
    return {
        frozenset({(one, first), (other, second)})
        for (one, ones), (other, others) in questions
        for first, second in product(range(len(ones)), range(len(others)))
    }


def all_pairs(values: Values) -> Iterator[dict[str, object]]:
    """Yield rows until every pair was in one; each takes the row that has most of what is left."""
    rows = [
        dict(zip(values, row, strict=True))
        for row in product(*(range(len(answers)) for answers in values.values()))
    ]
    missing = every_pair(values)
    while missing:
        best = max(rows, key=lambda row: len(pairs_of(row) & missing))
        missing -= pairs_of(best)
        yield {question: values[question][choice] for question, choice in best.items()}
