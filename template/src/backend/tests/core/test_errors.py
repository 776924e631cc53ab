"""Errors speak in sentences."""

from backend.core.errors import NotFoundError, TooManyRequestsError


def test_an_error_says_its_own_sentence() -> None:
    error = NotFoundError("The shelf does not exist.")

    assert str(error) == "The shelf does not exist."


def test_too_many_requests_says_when_to_come_back() -> None:
    error = TooManyRequestsError(retry_after=7)

    assert str(error) == "Too many requests; try again in 7 seconds."
    assert error.retry_after == 7
