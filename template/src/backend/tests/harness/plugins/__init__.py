"""The harness's places in a pytest run; no fixtures, those stand in conftest.py."""

PACKAGE = "backend.tests.harness.plugins"
NAMES = (
    "garbage",
    "unused",
    "context",
    "servers",
    "report",
    "workers",
    "network",
    "mutation",
    "capabilities",
    "randomness",
    "prove",
)

pytest_plugins = [f"{PACKAGE}.{name}" for name in NAMES]
