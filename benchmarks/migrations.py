"""Migrations for a service that lived long: each adds a table, as most real ones do."""

from pathlib import Path

from alembic.script import ScriptDirectory

VERSIONS = Path("src/backend/migrations/versions")
FILE = '''"""Add bench_{number}."""

from alembic import op

revision = "bench_{number}"
down_revision = {before!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE bench_{number} (
            id uuid PRIMARY KEY,
            organization_id uuid NOT NULL REFERENCES organizations,
            name text NOT NULL
        )
    """)
    op.execute("CREATE INDEX ON bench_{number} (organization_id)")


def downgrade() -> None:
    op.execute("DROP TABLE bench_{number}")
'''


def add_migrations(service: Path, count: int) -> None:
    """Continue the service's own with so many more; earlier ones of ours are replaced."""
    remove_migrations(service)
    before = head_of(service)
    for number in range(count):
        file = service / VERSIONS / f"bench_{number:04}.py"
        file.write_text(FILE.format(number=number, before=before))
        before = f"bench_{number}"


def remove_migrations(service: Path) -> None:
    for file in (service / VERSIONS).glob("bench_*.py"):
        file.unlink()


def head_of(service: Path) -> str:
    head = ScriptDirectory(str(service / VERSIONS.parent)).get_current_head()
    assert head, f"{service} has no migrations"
    return head
