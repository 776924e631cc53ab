"""What a client may ask of a list."""

from typing import Any

import pytest
from pydantic import ValidationError

from backend.core.pagination import Page, PageParams, Rows


def test_a_page_has_fifty_items_unless_asked() -> None:
    params = PageParams()

    assert (params.limit, params.offset) == (50, 0)


@pytest.mark.parametrize("asked", [{"limit": 1}, {"limit": 100}, {"offset": 2**63 - 1}])
def test_a_page_within_bounds_is_fine(asked: dict[str, int]) -> None:
    params = PageParams(**asked)

    assert params.model_dump(exclude_unset=True) == asked


@pytest.mark.validation
@pytest.mark.parametrize(
    "asked",
    [{"limit": 0}, {"limit": 101}, {"offset": -1}, {"offset": 2**63}, {"page": 2}],
    ids=str,
)
def test_a_page_out_of_bounds_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(asked))):
        PageParams(**asked)


def test_rows_become_the_body_of_a_page() -> None:
    rows = Rows([1, 2], total=9, params=PageParams(limit=2, offset=4))

    page = Page[int].model_validate(rows)

    assert page == Page[int](items=[1, 2], total=9, limit=2, offset=4)
