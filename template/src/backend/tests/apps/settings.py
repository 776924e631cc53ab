"""What your apps' settings are in tests, where the defaults will not do."""

from typing import Any

OVERRIDES: dict[str, Any] = {}
