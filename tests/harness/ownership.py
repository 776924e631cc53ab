"""Who owns which path of a generated service, as the file says that goes along with it."""

import tomllib

from pathspec import GitIgnoreSpec

from tests.harness.paths import TEMPLATE

OWNERSHIP = TEMPLATE / "src/backend/tests/harness/updates/ownership.toml"
PATTERNS: dict[str, list[str]] = tomllib.loads(OWNERSHIP.read_text(encoding="utf-8"))
SPECS = {owner: GitIgnoreSpec.from_lines(patterns) for owner, patterns in PATTERNS.items()}


def owners(path: str) -> list[str]:
    return [owner for owner, spec in SPECS.items() if spec.match_file(path)]


def is_users(path: str) -> bool:
    return owners(path) == ["user"]
