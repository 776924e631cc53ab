"""Servers that die in the middle of a run end it soon, with one sentence."""

import pytest

from tests.harness.runs import Bench


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_says_that_its_servers_died(embedded: Bench, workers: str) -> None:
    running = embedded.start("-n", workers)

    embedded.kill(*embedded.servers())
    said, _ = running.communicate()

    assert b"The servers are gone: PostgreSQL stopped by itself" in said
