"""Who owns which path of this service; ownership.toml beside this file says it."""

import tomllib
from pathlib import Path

from backend.tests.harness.updates.answers import FILE

OWNERSHIP = Path(__file__).with_name("ownership.toml")


def is_only_the_templates(path: str) -> bool:
    """Whether neither the user owns this file, nor the user together with the template."""
    owners: dict[str, list[str]] = tomllib.loads(OWNERSHIP.read_text(encoding="utf-8"))
    others = [pattern.strip("/") for owner in ("user", "both") for pattern in owners[owner]]
    inside = (f"{path}/".startswith(f"{other}/") for other in [*others, FILE])
    return not any(inside)
