"""The pairs that the other tests try are all the pairs there are."""

from tests.harness.pairs import all_pairs
from tests.harness.questions import VALUES


def test_every_two_values_meet_in_one_row() -> None:
    rows = list(all_pairs({"a": [1, 2], "b": [3, 4], "c": [5, 6]}))

    assert {(row["a"], row["b"]) for row in rows} == {(1, 3), (1, 4), (2, 3), (2, 4)}
    assert {(row["b"], row["c"]) for row in rows} == {(3, 5), (3, 6), (4, 5), (4, 6)}


def test_pairs_need_few_rows() -> None:
    everything = 4 * 3 * 4 * 4 * 4

    assert len(list(all_pairs(VALUES))) < everything / 20
