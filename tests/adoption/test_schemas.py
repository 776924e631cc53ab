"""A schema comes from the command that `wiring.py` names, and anew when a file of it changed."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.harness.adoption import Adopted
from tests.harness.lives import append, replace

METADATA = 'Metadata("backend.models:Base", files=("src/backend/models.py",))'
MODULE, SCRIPT = '("python", "-m", "backend.tables")', '("python", "src/backend/tables.py")'
PROGRAM = f'("{sys.executable}", "src/backend/tables.py")'
FAILING = [
    ('("nobodys-migrator", "up")', "'nobodys-migrator', and there is no such program."),
    ('("python", "-m", "backend.nothing")', "'backend.nothing', and there is no such module."),
    ('("true",)', "the schema's command left no table in the tests' database"),
]
REFUSED = (
    "cannot be built. It said:\n"
    "wiring.py: the service asks for db.example.com/{} and not for the tests' database"
)


def migrate_by(words: str, till: Adopted) -> None:
    till.rewire("Metadata, Wiring", "Command, Wiring")
    till.rewire(METADATA, f'Command({words}, files=("src/backend",))')


@pytest.mark.parametrize("words", [SCRIPT, PROGRAM], ids=["script", "program"])
def test_a_command_builds_the_schema(till: Adopted, words: str) -> None:
    migrate_by(words, till)
    finished = till.pytest("-n0", "-kadd_up")

    assert finished.returncode == 0, finished.stdout
    assert "template database: built in" in finished.stdout


def test_a_changed_file_builds_it_anew(till: Adopted) -> None:
    migrate_by(MODULE, till)
    built, found = (till.pytest("-n0", "-kadd_up").stdout for _ in range(2))
    append(till.service / "src/backend/seeds.csv", "amount")
    anew = till.pytest("-n0", "-kadd_up").stdout

    assert "template database: built in" in built, built
    assert "template database: found" in found.rpartition("1 passed")[0], found
    assert "template database: built in" in anew, anew


def test_an_extension_that_the_servers_lack_is_told_before(till: Adopted) -> None:
    append(till.service / "src/backend/models.py", 'EXTENSION = "CREATE EXTENSION pgcrypto"')
    finished = till.pytest("-n0", "-kadd_up")

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert "models.py: PostgreSQL 18" in finished.stderr
    assert "has no extension 'pgcrypto': set TESTBED_ENGINE=docker" in finished.stderr


@pytest.mark.parametrize(("words", "sentence"), FAILING)
def test_a_command_that_fails_is_a_sentence(till: Adopted, words: str, sentence: str) -> None:
    migrate_by(words, till)
    # No summary: pytest's own, which CI gets unshortened, repeats whatever went wrong.
    finished = till.pytest("-n0", "-rN", "-kadd_up")

    assert finished.returncode == 1
    assert sentence in finished.stdout, finished.stdout
    assert finished.stdout.count(sentence) == 1
    assert "Traceback" not in finished.stdout


def test_a_command_reaches_no_other_database(till: Adopted) -> None:
    migrate_by('("python", "-m", "backend.tables", "elsewhere")', till)
    till.rewire("TILL_DB", "OTHER_DB")
    finished = till.pytest("-n0", "-kadd_up")

    assert REFUSED.format("till") in finished.stdout, finished.stdout


def test_nor_do_migrations(shop: Adopted) -> None:
    append(shop.service / "migrations/env.py", "# Another one, for which no template is at hand.")
    shop.rewire("SHOP_DB", "OTHER_DB")
    finished = shop.pytest("-n0", "-klifespan")

    assert REFUSED.format("production") in finished.stdout, finished.stdout


def test_a_path_with_a_percent_sign_is_like_any_other(shop: Adopted, tmp_path: Path) -> None:
    copy = Adopted(Path(shutil.copytree(shop.service, tmp_path / "job_feature%2Forders")))
    replace(copy.service / "alembic.ini", "= migrations", "= %(here)s/migrations")
    finished = copy.pytest("-n0", "--maxfail=1")

    assert finished.returncode == 0, finished.stdout
    assert "template database: built in" in finished.stdout
