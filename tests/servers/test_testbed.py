"""The tests of the harness pass where they lie, on servers of each kind."""

from dataclasses import replace

import pytest

from tests.harness.given import Given
from tests.harness.paths import TEMPLATE
from tests.harness.runs import Bench

# The link through which they run with the settings and fixtures of a service.
TESTBED = "src/backend/tests/testbed"


@pytest.mark.slow
def test_the_harness_passes_its_own_tests(bench: Bench) -> None:
    finished = replace(bench, service=TEMPLATE).pytest(TESTBED)

    assert finished.returncode == 0, finished.stdout
    assert f"servers: {bench.engine}: PostgreSQL 18" in finished.stdout


@pytest.mark.slow
def test_the_harness_passes_its_own_tests_on_servers_given_by_url(given: Given) -> None:
    finished = replace(given.at("127.0.0.1", "postgres"), service=TEMPLATE).pytest(TESTBED)

    assert finished.returncode == 0, finished.stdout
    assert "servers: url: PostgreSQL 18" in finished.stdout
    assert given.is_kept()
