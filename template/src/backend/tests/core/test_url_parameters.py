"""A parameter is taken out of its URL, or refused by its name."""

import pytest

from backend.core.url_parameters import one_of, whole_number


def test_what_is_taken_is_gone() -> None:
    query = {"mode": "fast", "size": "7", "other": "kept"}

    assert one_of(query, "mode", ("fast", "slow")) == "fast"
    assert whole_number(query, "size") == 7
    assert query == {"other": "kept"}


def test_what_is_not_there_is_nothing() -> None:
    assert one_of({}, "mode", ("fast", "slow")) == ""
    assert whole_number({}, "size") is None


@pytest.mark.validation
def test_a_refusal_names_the_parameter_and_what_it_can_be() -> None:
    with pytest.raises(ValueError, match="mode can only be fast, slow"):
        one_of({"mode": "hunter2"}, "mode", ("fast", "slow"))
    with pytest.raises(ValueError, match="size is a whole number"):
        whole_number({"size": "hunter2"}, "size")
