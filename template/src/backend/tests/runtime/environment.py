"""What the process is told: by its environment, and by the `.env` beside it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from backend.apps.settings import Settings
from backend.core.settings import CoreSettings
from backend.tests.apps.settings import OVERRIDES
from backend.tests.core.environment import forget_variables
from backend.tests.harness.servers.places import CHECKOUT

# In the template's own repository it is not rendered yet; its statements stand in comments.
EXAMPLE = next(CHECKOUT.glob(".env.example*"))


def environment_of(settings: CoreSettings) -> dict[str, str]:
    """Return the variables without which there are no such settings."""
    required = {
        "environment": settings.environment,
        "database_url": settings.database_url,
        "redis_url": settings.redis_url,
        "secret_key": settings.secret_key.get_secret_value(),
    }
    return as_variables({**OVERRIDES, **required})


def move_to_env_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Work in `folder`, whose `.env` is all that says anything to the service."""
    forget_variables(monkeypatch, Settings)
    monkeypatch.chdir(folder)
    env_file = folder / ".env"
    lines = [f"{name}={value}" for name, value in as_variables(OVERRIDES).items()]
    env_file.write_text("\n".join([EXAMPLE.read_text(), *lines, ""]))
    return env_file


def lead_to(settings: CoreSettings, env_file: Path) -> None:
    """Have the process's `.env` lead to the servers of these settings."""
    servers = {"database_url": settings.database_url, "redis_url": settings.redis_url}
    lines = [f"{name}={value}" for name, value in as_variables(servers).items()]
    env_file.write_text("\n".join([env_file.read_text(), *lines, ""]))


def as_variables(settings: Mapping[str, object]) -> dict[str, str]:
    return {name.upper(): str(value) for name, value in settings.items()}
