"""A warm template never hides what became of the migrations."""

import shutil
from dataclasses import replace
from pathlib import Path

from tests.harness.runs import Bench
from tests.servers.revisions import Revision


def test_a_new_migration_gets_a_new_template(warm: Bench, revision: Revision) -> None:
    revision.write("CREATE TABLE news (id integer)")

    assert "template database: built" in warm.pytest().stdout


def test_a_broken_migration_is_never_hidden(warm: Bench, revision: Revision) -> None:
    revision.write("CREATE NONSENSE")

    for finished in (warm.pytest(), warm.pytest()):
        assert finished.returncode != 0
        assert 'syntax error at or near "NONSENSE"' in finished.stdout


def test_a_migration_taken_back_finds_the_old_template(warm: Bench, revision: Revision) -> None:
    revision.write("CREATE TABLE news (id integer)")
    warm.pytest()
    revision.remove()

    assert "template database: found" in warm.pytest().stdout


def test_a_path_with_a_percent_sign_is_like_any_other(embedded: Bench, tmp_path: Path) -> None:
    checkout = shutil.copytree(embedded.service, tmp_path / "job_feature%2Forders %(here)s")
    bench = replace(embedded, service=checkout)

    assert "template database: built" in bench.pytest().stdout
    assert "(head)" in bench.python("-m", "alembic", "heads")
