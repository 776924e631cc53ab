"""TB102: no SQLite in settings, containers and dependencies."""

import re
from collections.abc import Iterator

from backend.tests.architecture.engine.project import Project
from backend.tests.architecture.engine.rule import Rule, Spot, spot, words
from backend.tests.architecture.facts.settings import dependencies_on, lines_of

DISTRIBUTIONS = words("""
    aiosqlite aiosqlitepool apsw libsql libsql-experimental pysqlcipher3 pysqlite3 pysqlite3-binary
    pytest-sqlite sqlcipher3 sqlcipher3-binary sqlean-py sqlite sqlite-utils
""")
KEY = r"[\w-]*(driver|dialect|backend|engine|database|db)[\w-]*[\"']?\s*[=:]"
CHOICES = [
    re.compile(pattern)
    for pattern in (
        r"(?i)\b\w*sqlite3?(\+\w+)?:/|:memory:|backends\.sqlite3|\bsqlite\+",
        r"(?i)[=:]\s*[\"']?\w*sqlite3?(\+\w+)?[\"']?\s*([,}\]].*)?$|image:\s*\S*sqlite",
        rf"(?i){KEY}\s*\[.*\bsqlite3?\b",
        r"(?i)\b(apt|apt-get|apk|dnf|yum|brew)\b.*\b(lib)?sqlite3?(-\w+)*\b",
        r"(^|run:|RUN|&&|[;|])\s*[@-]?\s*sqlite3\s+[^\s=:]",
    )
]
LIST = re.compile(rf"(?i)\s*[\"']?{KEY}")
ENTRY = re.compile(r"(?i)(\s*)-\s*[\"']?sqlite3?[\"']?")


def check(project: Project) -> Iterator[Spot]:
    for file in project.configuration:
        key = ""
        # Almost every file is about something else.
        is_about = "sqlite" in file.text.lower() or ":memory:" in file.text
        for number, line in lines_of(file) if is_about else ():
            is_listed = bool(ENTRY.fullmatch(line) and LIST.fullmatch(key))
            if is_listed or any(choice.search(line) for choice in CHOICES):
                yield spot(file, number, "This leads to SQLite.")
            key = key if line.lstrip().startswith("-") or not line.strip() else line
    yield from dependencies_on(project, DISTRIBUTIONS, "is SQLite")


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
