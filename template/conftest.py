"""Loaded before the tests and all that they import: meanwhile the servers can start."""

from backend.tests.harness.early import EARLY

# Here and not beside the fixtures, so that its options are known before any path is looked at.
pytest_plugins = ["backend.tests.harness.plugins", "backend.tests.harness.plugins.service"]

EARLY.start()
