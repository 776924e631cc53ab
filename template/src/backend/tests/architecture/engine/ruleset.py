"""Finds the rules: the template's, and yours in `tests/apps/rules`."""

import re
from collections import Counter
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from backend.tests.architecture.engine.errors import BrokenRuleError, SameCodeError, told
from backend.tests.architecture.engine.rule import Rule

TEMPLATES = "backend.tests.architecture.rules"
YOURS = "backend.tests.apps.rules"
# What a waiver can name.
CODE = re.compile(r"[A-Z]+\d+")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule. Raises RulesError if one of yours is none, or has a code of another."""
    rules = tuple(rule for package in (TEMPLATES, YOURS) for rule in rules_in(package))
    for code, count in Counter(rule.code for rule in rules).items():
        if count > 1:
            raise SameCodeError(code)
    return rules


def rules_in(package: str) -> list[Rule]:
    """Return the rules of every module in a package; a package that is not there has none."""
    found = find_spec(package)
    modules = iter_modules(found.submodule_search_locations if found else ())
    # What begins with an underscore helps the others.
    names = [module.name for module in modules if not module.name.startswith("_")]
    rules = [rule for name in names for rule in rules_of(f"{package}.{name}")]
    return sorted(rules, key=lambda rule: rule.code)


def rules_of(module: str) -> list[Rule]:
    try:
        variables = vars(import_module(module)).values()
    except Exception as error:
        # Whatever somebody's file raises, its name is what they need.
        raise BrokenRuleError(module, f"cannot be loaded: {told(error)}") from error
    rules = [value for value in variables if isinstance(value, Rule)]
    if not rules:
        raise BrokenRuleError(module, "sets no RULE")
    for rule in rules:
        if not CODE.fullmatch(rule.code):
            raise BrokenRuleError(
                module, f"has the code {rule.code!r}, and no letters and a number"
            )
    return rules
