"""Files that nobody can read, and files of rules that hold none."""

from pathlib import Path
from textwrap import dedent

UNREADABLE = [
    (b"def shorten(", "Python cannot read it: '(' was never closed."),
    (b"NAME = 1\x00\n", "Python cannot read it: "),
    (b"NAME = " + b"(" * 500 + b")" * 500, "Python cannot read it: "),
    ("NAME = 'café'\n".encode("latin-1"), "It is no text in UTF-8: "),
    (b"# coding: klingon\nNAME = '\xff'\n", "It is no text in UTF-8: "),
]
BROKEN_RULES = [
    ("unknown", "cannot be loaded: ModuleNotFoundError: No module named 'nowhere'"),
    ("misspelled", "cannot be loaded: SyntaxError: "),
    ("empty", "sets no RULE"),
    ("odd", "sets no RULE"),
    ("nameless", "has the code 'no-print', and no letters and a number"),
]
RULE = """
from backend.tests.architecture.engine.rule import Rule

def check(project):
    {check}

RULE = Rule(code="{code}", title="", why="", way_out="", bad="", good="", check=check)
"""
FILES = {
    "unknown": "import nowhere",
    "misspelled": "RULE = Rule(",
    "empty": "RULES = []",
    "odd": "RULE = 'APP001'",
    "nameless": RULE.format(code="no-print", check="yield"),
    "failing": RULE.format(code="APP001", check="yield 1 / 0"),
    "_helping": "WORDS = ()",
}


def write_rules(folder: Path, name: str) -> str:
    """Write a package with this one file of rules, and return what it is called."""
    package = f"rules_{name.strip('_')}"
    (folder / package).mkdir()
    (folder / package / "__init__.py").touch()
    (folder / package / f"{name}.py").write_text(dedent(FILES[name]))
    return package


CONFTEST, SCHEMAS = "src/backend/tests/apps/notes/conftest.py", "src/backend/apps/notes/schemas.py"
NARROW = '@pytest.fixture\ndef note() -> Note:\n    """A note."""\n'
WIDE = '# Once.\n@pytest.fixture(scope="session")\ndef server() -> Server:\n    """A server."""\n'
DAY = "\nday: Day = Field()\n"
OURS, FIELD = "from backend.core.schemas import FutureDate as Day", "from pydantic import Field"
# A file, what it holds, and what it holds after the fix.
FIXES = [
    (
        CONFTEST,
        f"import pytest\n\n\n{NARROW}\n\n{WIDE}",
        f"import pytest\n\n\n{WIDE}\n\n{NARROW}\n\n",
    ),
    (SCHEMAS, f"from pydantic import Field, FutureDate as Day\n{DAY}", f"{OURS}\n{FIELD}\n{DAY}"),
    (SCHEMAS, "WORD = 1  # rule: TB502 - it sleeps\n", "WORD = 1\n"),
]
LEFT_ALONE = [
    "from pydantic import FutureDate\r\n\r\nday = FutureDate\r\n",
    f"from pydantic import FutureDate as Day  # the machine's\n{DAY}",
    f"import pydantic; from pydantic import FutureDate as Day\n{DAY}",
    'WORD = "# rule: TB502 - a text"  # rule: TB502 - it sleeps\n',
]
