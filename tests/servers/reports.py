"""A test whose report a shell, and who reads it, could misunderstand."""

import pytest


@pytest.mark.parametrize("path", ["/v1/it's/$HOME"])
def test_a_path_is_empty(path: str) -> None:
    assert path == ""
