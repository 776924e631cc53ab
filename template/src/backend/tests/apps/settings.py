"""What your apps' settings are in tests, where the defaults will not do.

An app's own stand in `tests/apps/<app>/settings.py`.
"""

from typing import Any

from backend.core.discovery import modules_named
from backend.tests import apps

OVERRIDES: dict[str, Any] = {
    name: value
    for module in modules_named("settings", apps).values()
    for name, value in module.OVERRIDES.items()
}
