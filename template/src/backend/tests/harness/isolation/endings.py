"""Settings, temporary tables and constraints: what ends with a transaction in production."""

import re

from backend.tests.harness.isolation.difference import Call, Difference
from backend.tests.harness.isolation.statements import arguments_of, local_setting

NAMED, COUNTED = re.compile(r"%\((\w+)\)s"), re.compile(r"\$(\d+)")
FALSE = {"false", "'false'", "'f'", "'off'", "'no'", "'0'"}
TEMPORARY = re.compile(
    r"CREATE\s+(?:GLOBAL\s+|LOCAL\s+)?TEMP(?:ORARY)?\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    r'("[^"]+"|[\w.]+).*\bON\s+COMMIT\s+(DROP|DELETE)\b',
    re.IGNORECASE | re.DOTALL,
)
UNREADABLE = "the name of the setting cannot be read from it, so nothing can restore the setting."


def remember_setting(call: Call) -> None:
    if name := local_setting(call.statement):
        remember(call, name)


def remember_settings(call: Call) -> None:
    for arguments in arguments_of("set_config", call.statement):
        if str(value_of(call, arguments[-1])).lower() not in FALSE:
            name = value_of(call, arguments[0])
            if name is None:
                call.refuse(UNREADABLE)
            remember(call, str(name).strip("'"))


def remember(call: Call, name: str) -> None:
    settings = call.transaction.settings
    if name.lower() not in settings:
        # A setting of the service's own that was never set is empty afterwards, as in production.
        settings[name.lower()] = call.transactions.setting(name) or ""


def value_of(call: Call, written: str) -> object:
    """Return a literal as it is written, or the parameter that stands there; None if neither."""
    text = written.partition("::")[0].strip()
    if re.fullmatch(r"'[^']*'|\w+", text):
        return text
    parameters = call.parameters
    if found := COUNTED.fullmatch(text):
        return parameters[int(found[1]) - 1]
    if found := NAMED.fullmatch(text):
        return parameters[found[1]]
    if text == "%s" and call.statement.count("%s") == len(parameters):
        return parameters[call.statement[: call.statement.index(written)].count("%s")]
    return None


def remember_table(call: Call) -> None:
    found = TEMPORARY.search(call.statement)
    if found is None:
        return
    name = found[1] if found[1].startswith('"') else found[1].rpartition(".")[2]
    if found[2].upper() == "DROP":
        call.transaction.at_commit.append(f"DROP TABLE IF EXISTS pg_temp.{name}")
    else:
        emptying = f"DELETE FROM pg_temp.{name}"  # noqa: S608 - the name is from a statement
        call.transaction.empties.append(emptying)


def check_constraints(call: Call) -> None:
    call.transaction.checks_constraints = True


ENDINGS = (
    Difference(
        "`SET LOCAL`, `SET LOCAL ROLE`",
        "ends with the transaction",
        "the same: the value of before is restored where the session's transaction ends",
        re.compile(r"^SET\s+LOCAL\b", re.IGNORECASE),
        remember_setting,
    ),
    Difference(
        "`set_config(…, true)`",
        "ends with the transaction",
        "the same; inside of a function it is not seen, and lasts for the whole test",
        re.compile(r"\bset_config\s*\(", re.IGNORECASE),
        remember_settings,
    ),
    Difference(
        "temporary tables `ON COMMIT DROP` and `ON COMMIT DELETE ROWS`",
        "are dropped, or emptied, by each commit",
        "the same",
        re.compile(r"^CREATE\s+.*\bON\s+COMMIT\b", re.IGNORECASE | re.DOTALL),
        remember_table,
    ),
    Difference(
        "deferred constraints and constraint triggers, `SET CONSTRAINTS`",
        "are checked, or run, by the commit, which fails with them",
        "the same",
        re.compile(r"^SET\s+CONSTRAINTS\b", re.IGNORECASE),
        check_constraints,
    ),
)
