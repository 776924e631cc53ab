"""A difference is a sentence with the place, both sides and what to do, and two ways to go."""

from backend.migrations.catalogue import Part
from backend.migrations.difference import Difference

CHECK = Part("public", "order", "constraint", "small")
LABELS = Part("public", "mood", "enum", "")


def test_a_sentence_names_the_place_both_sides_and_the_fix() -> None:
    difference = Difference(CHECK, "CHECK ((size < 8))", "CHECK ((size < 9))")

    assert str(difference) == (
        '"order": constraint small: the models have `CHECK ((size < 8))`, the migrations have '
        '`CHECK ((size < 9))`. `make revision m="..."` writes: ALTER TABLE "order" DROP CONSTRAINT '
        'small; ALTER TABLE "order" ADD CONSTRAINT small CHECK ((size < 8))'
    )


def test_the_way_back_brings_what_the_migrations_had() -> None:
    back = Difference(CHECK, "CHECK ((size < 8))", "CHECK ((size < 9))", statement="new").reversed

    assert back.adds == ['ALTER TABLE "order" ADD CONSTRAINT small CHECK ((size < 9))']


def test_a_table_of_another_schema_is_named_with_it() -> None:
    difference = Difference(CHECK, None, "CHECK ((size < 9))", is_default_schema=False)

    assert difference.drops == ['ALTER TABLE public."order" DROP CONSTRAINT small']


def test_labels_that_would_change_places_are_no_statement() -> None:
    assert Difference(LABELS, "'b', 'a'", "'a', 'b'").adds == []
    assert Difference(LABELS, "'c', 'a'", "'a'").adds == [
        "ALTER TYPE mood ADD VALUE 'c' BEFORE 'a'"
    ]
