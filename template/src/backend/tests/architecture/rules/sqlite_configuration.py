"""TB102: no SQLite in settings, containers and dependencies either."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot
from backend.tests.architecture.engine.source import Configuration
from backend.tests.architecture.facts.requirements import required

DISTRIBUTIONS = {
    "aiosqlite",
    "apsw",
    "libsql",
    "pysqlcipher3",
    "pysqlite3",
    "pysqlite3-binary",
    "pytest-sqlite",
    "sqlcipher3",
    "sqlcipher3-binary",
    "sqlean-py",
    "sqlite-utils",
}
ADDRESS = re.compile(r"(?i)\b\w*sqlite3?(\+\w+)?:/|:memory:|backends\.sqlite3")
VALUE = re.compile(r"(?i)[=:]\s*[\"']?\w*sqlite3?(\+\w+)?[\"']?\s*,?$|image:\s*\S*sqlite")
INSTALLED = re.compile(r"(?i)\b(apt|apt-get|apk|dnf|pip|uv)\b.*\bsqlite3?(-\w+)?\b")
# A colon ends no comment in a URL, and a `#` begins one only after a blank.
COMMENT = re.compile(r"(^|\s)[#;].*")


def check(project: Project) -> Iterator[Spot]:
    for file in project.configuration:
        for number, line in enumerate(file.lines, start=1):
            if leads_to_sqlite(COMMENT.sub("", line).rstrip()):
                yield spot(file, number, "This leads to SQLite.")
        yield from dependencies(file)


def leads_to_sqlite(line: str) -> bool:
    return any(pattern.search(line) for pattern in (ADDRESS, VALUE, INSTALLED))


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
