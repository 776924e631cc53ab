"""Finds the rules: the template's, and yours in `tests/apps/rules`."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from backend.tests.architecture.engine.rule import Rule

TEMPLATES = "backend.tests.architecture.rules"
YOURS = "backend.tests.apps.rules"


@cache
def all_rules() -> tuple[Rule, ...]:
    return tuple(rule for package in (TEMPLATES, YOURS) for rule in rules_in(package))


def rules_in(package: str) -> list[Rule]:
    """Return the RULE of every module in a package; a package that is not there has none."""
    found = find_spec(package)
    modules = iter_modules(found.submodule_search_locations if found else ())
    loaded = [import_module(f"{package}.{module.name}") for module in modules]
    rules = [module.RULE for module in loaded if hasattr(module, "RULE")]
    return sorted(rules, key=lambda rule: rule.code)
