"""The errors that keep the rules from being checked, a sentence each."""


class RulesError(Exception):
    """Nothing was checked, or not by every rule."""


class NothingToCheckError(RulesError):
    def __init__(self, place: str) -> None:
        super().__init__(f"There is no Python below {place}, so nothing was checked.")


class BrokenRuleError(RulesError):
    """A rule's file cannot be loaded, sets no rule, or fails while it looks."""

    def __init__(self, module: str, what: str) -> None:
        file = f"src/{module.replace('.', '/')}.py"
        super().__init__(f"{file} {what}. Mend it or take it away; until then no rule is checked.")


class SameCodeError(RulesError):
    def __init__(self, code: str) -> None:
        super().__init__(f"Two rules have the code {code}. Give yours another one.")


def told(error: Exception) -> str:
    """Say an error of somebody else's in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}".removesuffix(": ")
