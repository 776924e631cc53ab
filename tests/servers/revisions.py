"""A migration of the test's own, after all those that the service has."""

import re
from dataclasses import dataclass
from pathlib import Path

IDENTIFIER = re.compile(r'^revision: str = "(\w+)"', re.MULTILINE)
PREDECESSOR = re.compile(r'^down_revision: str \| None = "(\w+)"', re.MULTILINE)
REVISION = '''"""Something new."""

from alembic import op

revision, down_revision = "000000000001", "{head}"


def upgrade() -> None:
    op.execute("{statement}")
'''

PROPERTIES = (
    "DO $$ BEGIN "
    "EXECUTE format('ALTER DATABASE %I SET app.kept = 1', current_database()); "
    "EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); "
    "EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'kept'); "
    "END $$"
)


@dataclass(frozen=True)
class Revision:
    """The file, which only this test has."""

    file: Path

    def write(self, statement: str) -> None:
        head = newest(self.file.parent)
        self.file.write_text(REVISION.format(head=head, statement=statement))

    def remove(self) -> None:
        self.file.unlink(missing_ok=True)


def newest(folder: Path) -> str:
    """Return the revision that no other one follows."""
    history = "\n".join(file.read_text() for file in folder.glob("*.py"))
    (head,) = set(IDENTIFIER.findall(history)) - set(PREDECESSOR.findall(history))
    return str(head)


def with_properties(service: Path) -> Path:
    """Let a migration of the service change settings, grants and the comment of its database."""
    Revision(service / "src/backend/migrations/versions/news.py").write(PROPERTIES)
    return service
