"""A warm template never hides what became of the migrations."""

from pathlib import Path

from tests.harness.runs import Bench

REVISION = '''"""Something new."""

from alembic import op

revision, down_revision = "000000000001", "4b25c575fd59"


def upgrade() -> None:
    op.execute("{statement}")
'''


def test_a_new_migration_gets_a_new_template(warm: Bench, revision: Path) -> None:
    revision.write_text(REVISION.format(statement="CREATE TABLE news (id integer)"))

    assert "template database: built" in warm.pytest().stdout


def test_a_broken_migration_is_never_hidden(warm: Bench, revision: Path) -> None:
    revision.write_text(REVISION.format(statement="CREATE NONSENSE"))

    for finished in (warm.pytest(), warm.pytest()):
        assert finished.returncode != 0
        assert 'syntax error at or near "NONSENSE"' in finished.stdout


def test_a_migration_taken_back_finds_the_old_template(warm: Bench, revision: Path) -> None:
    revision.write_text(REVISION.format(statement="CREATE TABLE news (id integer)"))
    warm.pytest()
    revision.unlink()

    assert "template database: found" in warm.pytest().stdout
