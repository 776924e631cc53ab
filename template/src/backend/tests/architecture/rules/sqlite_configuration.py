"""TB102: no SQLite in settings, containers and dependencies either."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Configuration
from backend.tests.architecture.facts.requirements import required
from backend.tests.architecture.facts.settings import lines_of

DISTRIBUTIONS = {
    "aiosqlite",
    "aiosqlitepool",
    "apsw",
    "libsql",
    "libsql-experimental",
    "pysqlcipher3",
    "pysqlite3",
    "pysqlite3-binary",
    "pytest-sqlite",
    "sqlcipher3",
    "sqlite",
    "sqlcipher3-binary",
    "sqlean-py",
    "sqlite-utils",
}
ADDRESS = re.compile(r"(?i)\b\w*sqlite3?(\+\w+)?:/|:memory:|backends\.sqlite3|\bsqlite\+")
VALUE = re.compile(r"(?i)[=:]\s*[\"']?\w*sqlite3?(\+\w+)?[\"']?\s*([,}\]].*)?$|image:\s*\S*sqlite")
KEY = r"[\w-]*(driver|dialect|backend|engine|database|db)[\w-]*[\"']?\s*[=:]"
ONE_OF = re.compile(rf"(?i){KEY}\s*\[.*\bsqlite3?\b")
INSTALLED = re.compile(r"(?i)\b(apt|apt-get|apk|dnf|yum|brew)\b.*\b(lib)?sqlite3?(-\w+)*\b")
PROGRAM = re.compile(r"(^|run:|RUN|&&|[;|])\s*[@-]?\s*sqlite3\s+[^\s=:]")
LIST = re.compile(rf"(?i)\s*[\"']?{KEY}")
ENTRY = re.compile(r"(?i)(\s*)-\s*[\"']?sqlite3?[\"']?")


def check(project: Project) -> Iterator[Spot]:
    for file in project.configuration:
        # Almost every file is about something else.
        if "sqlite" in file.text.lower() or ":memory:" in file.text:
            lines = [line for _, _, line in lines_of(file)]
            for number, line in enumerate(lines, start=1):
                if leads_to_sqlite(line) or is_chosen(lines[:number]):
                    yield spot(file, number, "This leads to SQLite.")
        yield from dependencies(file)


def leads_to_sqlite(line: str) -> bool:
    patterns = (ADDRESS, VALUE, ONE_OF, INSTALLED, PROGRAM)
    return any(pattern.search(line) for pattern in patterns)


def is_chosen(lines: list[str]) -> bool:
    """Whether the last line is `- sqlite` below a key like `database:`."""
    entry = ENTRY.fullmatch(lines[-1])
    keys = (line for line in reversed(lines[:-1]) if not line.lstrip().startswith("-"))
    return bool(entry and LIST.fullmatch(next(filter(str.strip, keys), "")))


def dependencies(file: Configuration) -> Iterator[Spot]:
    for name, line in required(file):
        if name in DISTRIBUTIONS:
            yield spot(file, line, f"The distribution `{name}` is SQLite.")


RULE = Rule(
    code="TB102",
    title="No SQLite in settings, containers and dependencies",
    why="A URL in a settings file is the other door through which SQLite comes back: then the"
    " tests run on PostgreSQL on one machine and on something else on the next.",
    way_out="Name a PostgreSQL URL, or none: the harness finds its servers by itself.",
    bad="""
    # .env.test
    DATABASE_URL=sqlite+aiosqlite:///./test.db
    """,
    good="""
    # .env.test
    # Never SQLite: sqlite:/// would hide what PostgreSQL refuses.
    DATABASE_URL=postgresql://backend@127.0.0.1:5432/backend
    """,
    check=check,
)
