"""A title is found by its words, and by a few of them in a row."""

import pytest

from backend.apps.tenders.values import phrases_of


@pytest.mark.parametrize(
    ("title", "phrases"),
    [
        ("Roadworks", ["roadworks"]),
        (
            "Solar  power-plant",
            ["solar", "power", "plant", "solar power", "power plant", "solar power plant"],
        ),
        ("A b c d", ["a", "b", "c", "d", "a b", "b c", "c d", "a b c", "b c d"]),
        ("STRASSENBAU, Köln", ["strassenbau", "köln", "strassenbau köln"]),
        ("So so", ["so", "so so"]),
        ("...", []),
    ],
)
def test_a_title_has_its_words_and_phrases(title: str, phrases: list[str]) -> None:
    assert phrases_of(title) == phrases
