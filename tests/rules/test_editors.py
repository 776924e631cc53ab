"""An editor says with ruff what the rules say about imports, in the same words."""

import tomllib

from backend.tests.architecture.engine.ruleset import TEMPLATES, rules_in
from tests.harness.paths import TEMPLATE


def test_ruff_bans_what_the_rules_ban() -> None:
    settings = tomllib.loads((TEMPLATE / "ruff.toml").read_text(encoding="utf-8"))
    banned = settings["lint"]["flake8-tidy-imports"]["banned-api"]

    assert {name: entry["msg"] for name, entry in banned.items()} == {
        name: f"{rule.code}: {rule.title} ({rule.link})"
        for rule in rules_in(TEMPLATES)
        for name in rule.banned
    }
