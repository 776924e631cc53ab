"""The few kinds of failure an app may raise on purpose."""


class AppError(Exception):
    """An expected failure; its message is a sentence the caller may read."""


class NotFoundError(AppError): ...


class ConflictError(AppError): ...


class ForbiddenError(AppError): ...


class UnauthorizedError(AppError): ...


class InvalidError(AppError): ...


class UnavailableError(AppError): ...


class TooManyRequestsError(AppError):
    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests; try again in {retry_after} seconds.")
        self.retry_after = retry_after
