"""Words in a column are text that a check bounds."""

from enum import StrEnum

from backend.core.columns import words


class Mood(StrEnum):
    GOOD = "good"
    BAD = "bad"


def test_words_are_stored_as_they_are_said() -> None:
    column = words(Mood, "mood")

    assert column.enums == ["good", "bad"]
    assert column.native_enum is False


def test_the_check_has_the_name_that_was_asked_for() -> None:
    column = words(Mood, "how_it_is")

    assert (column.name, column.create_constraint) == ("how_it_is", True)


def test_a_longer_word_may_come_later() -> None:
    assert words(Mood, "mood").length == 20
