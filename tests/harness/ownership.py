"""Who owns which path of a generated service, as tests/ownership.toml says it."""

import tomllib

from pathspec import GitIgnoreSpec

from tests.harness.paths import ROOT

PATTERNS: dict[str, list[str]] = tomllib.loads((ROOT / "tests" / "ownership.toml").read_text())
SPECS = {owner: GitIgnoreSpec.from_lines(patterns) for owner, patterns in PATTERNS.items()}


def owners(path: str) -> list[str]:
    return [owner for owner, spec in SPECS.items() if spec.match_file(path)]


def is_users(path: str) -> bool:
    return owners(path) == ["user"]
