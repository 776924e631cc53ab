"""Loaded before the tests and all that they import: meanwhile the servers can start."""

from backend.tests.harness.early import EARLY

EARLY.start()
