"""What the servers lack is told in one sentence, before or where a run meets it."""

import pytest

from tests.harness.runs import Bench
from tests.servers.revisions import Revision

LACKED = {"embedded": "pgcrypto", "docker": "postgis"}


def test_a_missing_extension_is_told_before_the_first_migration(
    bench: Bench, revision: Revision
) -> None:
    revision.write(f"CREATE EXTENSION {LACKED[bench.engine]}")

    finished = bench.pytest()

    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert "news.py: PostgreSQL 18" in finished.stderr
    assert f"of the engine '{bench.engine}' has no extension" in finished.stderr
    assert "Traceback" not in finished.stdout + finished.stderr


def test_processes_tell_of_a_missing_extension(embedded: Bench, revision: Revision) -> None:
    revision.write("CREATE EXTENSION pgcrypto")

    finished = embedded.pytest("-n", "2")

    assert finished.returncode != 0
    assert "has no extension 'pgcrypto': set TESTBED_ENGINE=docker" in finished.stdout


def test_an_extension_whose_name_is_computed_ends_the_run(
    embedded: Bench, revision: Revision
) -> None:
    revision.write("CREATE EXTENSION " + '" + str("pgcrypto") + "')

    finished = embedded.pytest()

    assert finished.returncode == pytest.ExitCode.TESTS_FAILED
    assert "has no extension 'pgcrypto': set TESTBED_ENGINE=docker" in finished.stdout
    assert "Traceback" not in finished.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("-p", "no:xdist"),
        ("-p", "no:timeout", "-p", "no:randomly", "-p", "no:cov"),
        ("-n", "auto", "-p", "no:cacheprovider"),
    ],
    ids=" ".join,
)
def test_a_run_without_a_plugin_passes(words: tuple[str, ...], embedded: Bench) -> None:
    finished = embedded.pytest(*words)

    assert finished.returncode == 0, finished.stdout + finished.stderr
