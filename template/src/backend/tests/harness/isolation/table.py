"""All differences between a usual test and production, as the guide lists them."""

from backend.tests.harness.isolation.difference import Difference
from backend.tests.harness.isolation.endings import ENDINGS
from backend.tests.harness.isolation.levels import LEVELS
from backend.tests.harness.isolation.refusals import REFUSALS

SITUATIONS = (
    Difference(
        "rows that another open transaction has written or locked",
        "are not seen; who changes them waits for it",
        "are seen, and changed at once, without a word; `make prove` finds what relies on it",
    ),
    Difference(
        "other options of a connection, `schema_translate_map`",
        "end with the transaction",
        "the same",
    ),
    Difference(
        "a commit inside of a transaction of another session that rolls back",
        "stays",
        "refused at the rollback if the other session has written; otherwise the same",
    ),
    Difference(
        "a commit after an error that was caught",
        "commits nothing",
        "the same",
    ),
    Difference(
        "two sessions that are open at once and do not end in the opposite order",
        "end by themselves",
        "refused at the end of the first",
    ),
    Difference(
        "two tasks that use one session at once",
        "work only while its connection is open already",
        "refused, also in a `committed` test",
    ),
    Difference(
        "a test that changes tables",
        "a connection notices by an error",
        "the next test has another connection",
    ),
    Difference(
        "a context variable that a fixture or a test sets",
        "ends with the request",
        "ends with the test; one of a wider fixture stays as long as that",
    ),
    Difference(
        "settings, grants and comments of the database, `ALTER DATABASE … SET`",
        "are in force",
        "the same, in every copy",
    ),
)
DIFFERENCES = (*ENDINGS, *REFUSALS, *LEVELS, *SITUATIONS)
BEGIN = "<!-- differences, written by `python -m backend.tests.harness.isolation` -->"
END = "<!-- end of the differences -->"
HEAD = "| what | in production | in a usual test |\n|---|---|---|"


def written_into(page: str) -> str:
    """Return a page of Markdown with the table between the two comments that mark its place."""
    before, _, rest = page.partition(BEGIN)
    rows = (f"| {each.subject} | {each.production} | {each.usual} |" for each in DIFFERENCES)
    return "\n".join([before + BEGIN, "", HEAD, *rows, "", END + rest.partition(END)[2]])
