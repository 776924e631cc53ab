"""Who owns which path of what is generated, as the file says that goes along with it."""

import tomllib

from pathspec import GitIgnoreSpec

from tests.harness.paths import ROOT

OWNERSHIP = "src/backend/tests/harness/updates/ownership.toml"
FOLDERS = {"service": "template", "harness": "adoption"}
PATTERNS: dict[str, dict[str, list[str]]] = {
    kind: tomllib.loads((ROOT / folder / OWNERSHIP).read_text(encoding="utf-8"))
    for kind, folder in FOLDERS.items()
}
SPECS = {
    kind: {owner: GitIgnoreSpec.from_lines(lines) for owner, lines in patterns.items()}
    for kind, patterns in PATTERNS.items()
}


def owners(path: str, kind: str = "service") -> list[str]:
    return [owner for owner, spec in SPECS[kind].items() if spec.match_file(path)]


def is_users(path: str, kind: str = "service") -> bool:
    return owners(path, kind) == ["user"]
