"""Reads and writes SQL as far as the guards need it: first words, settings, arguments."""

import re
from collections.abc import Iterator

# Comments and the contents of literals, in which a word means nothing.
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
LITERAL = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
READ = re.compile(r"[\s(]*(SELECT|VALUES|TABLE|SHOW|EXPLAIN|FETCH|WITH)\b", re.IGNORECASE)
WRITE = re.compile(
    r"\b(INSERT|UPDATE|DELETE|MERGE|INTO|ANALYZE)\b|\bFOR\s+(NO\s+KEY\s+|KEY\s+)?(UPDATE|SHARE)\b",
    re.IGNORECASE,
)
# What changes neither rows nor tables.
SETTING = re.compile(
    r"\s*(SET|RESET|SAVEPOINT|RELEASE|ROLLBACK|COMMIT|BEGIN|LISTEN|NOTIFY)\b", re.IGNORECASE
)
DDL = re.compile(
    r"\s*(CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|REINDEX|REFRESH|SECURITY|DO)\b", re.IGNORECASE
)
SET_LOCAL = re.compile(
    r'\s*SET\s+LOCAL\s+(SESSION\s+AUTHORIZATION|TIME\s+ZONE|XML\s+OPTION|[\w."]+)', re.IGNORECASE
)
SPOKEN = {
    "SESSION AUTHORIZATION": "session_authorization",
    "TIME ZONE": "timezone",
    "XML OPTION": "xmloption",
    "NAMES": "client_encoding",
    "SCHEMA": "search_path",
}
OPENING, CLOSING = "([", ")]"


def bare(statement: str) -> str:
    """Return the statement without comments and without the contents of literals."""
    return LITERAL.sub("''", COMMENT.sub(" ", statement)).strip()


def only_reads(plain: str) -> bool:
    return READ.match(plain) is not None and WRITE.search(plain) is None


def writes(plain: str) -> bool:
    return not only_reads(plain) and SETTING.match(plain) is None


def changes_tables(plain: str) -> bool:
    return DDL.match(plain) is not None


def local_setting(statement: str) -> str:
    """Return the name of the setting that a SET LOCAL changes."""
    found = SET_LOCAL.match(COMMENT.sub(" ", statement))
    name = " ".join(found[1].split()) if found else ""
    return SPOKEN.get(name.upper(), name.replace('"', ""))


def arguments_of(function: str, statement: str) -> Iterator[list[str]]:
    """Yield the arguments of each call of `function`, as they are written."""
    for call in re.finditer(rf"\b{function}\s*\(", statement, re.IGNORECASE):
        yield split(statement[call.end() :])


def split(text: str) -> list[str]:
    """Split at the commas in front of the parenthesis that ends the call."""
    arguments, depth, literal = [""], 0, False
    for character in text:
        literal ^= character == "'"
        if not literal and character in CLOSING and not depth:
            break
        if not literal and not depth and character == ",":
            arguments.append("")
            continue
        depth += 0 if literal else (character in OPENING) - (character in CLOSING)
        arguments[-1] += character
    return [argument.strip() for argument in arguments]


def setting_to(name: str, value: str) -> str:
    return f"SELECT set_config({quoted(name)}, {quoted(value)}, true)"


def quoted(text: str) -> str:
    # Whatever standard_conforming_strings says.
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f" E'{escaped}'" if "\\" in text else f"'{escaped}'"
