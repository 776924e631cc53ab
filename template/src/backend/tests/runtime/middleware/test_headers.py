"""One header of a request, as the server passed it on."""

from backend.runtime.middleware.headers import header

SCOPE = {"headers": [(b"host", b"one"), (b"x-id", b"first"), (b"x-id", b"second")]}


def test_of_several_with_a_name_the_first_counts() -> None:
    assert header(SCOPE, b"x-id") == b"first"


def test_a_header_that_is_missing_is_empty() -> None:
    assert header(SCOPE, b"content-type") == b""
