"""One header of a request, without the copy of all of them that Starlette's Headers makes."""

from starlette.types import Scope


def header(scope: Scope, name: bytes) -> bytes:
    """Return the first header of that name, which is in lower case, or nothing."""
    return next((value for key, value in scope["headers"] if key == name), b"")
