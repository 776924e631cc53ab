"""A complete environment for the service, of which a test may change a variable."""

from typing import Protocol

import pytest

from backend.core.settings import CoreSettings

COMPLETE = {
    "ENVIRONMENT": "test",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "a-key-of-more-than-thirty-two-characters",
}


class SetVariables(Protocol):
    """The verb behind the `set_variables` fixture."""

    def __call__(self, **changed: str) -> None:
        """Complete the environment and change these variables; empty is as good as missing."""
        ...


def set_variables_with(monkeypatch: pytest.MonkeyPatch) -> SetVariables:
    def set_variables(**changed: str) -> None:
        forget_variables(monkeypatch, CoreSettings)
        for name, value in {**COMPLETE, **changed}.items():
            monkeypatch.setenv(name, value)

    return set_variables


def forget_variables(monkeypatch: pytest.MonkeyPatch, kind: type[CoreSettings]) -> None:
    """Take away what the developer's own environment may say."""
    for field in kind.model_fields:
        monkeypatch.delenv(field, raising=False)
        monkeypatch.delenv(field.upper(), raising=False)
