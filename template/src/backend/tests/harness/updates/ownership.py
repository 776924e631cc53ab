"""Who owns which path of this service; ownership.toml beside this file says it."""

import tomllib
from pathlib import Path

OWNERSHIP = Path(__file__).with_name("ownership.toml")


def not_only_the_templates() -> list[str]:
    """Return pathspecs that leave out for git what the user owns, or owns with the template."""
    owners: dict[str, list[str]] = tomllib.loads(OWNERSHIP.read_text(encoding="utf-8"))
    paths = [pattern.strip("/") for owner in ("user", "both") for pattern in owners[owner]]
    return [f":(exclude){path}" for path in [*paths, ".copier-answers.yml"]]
