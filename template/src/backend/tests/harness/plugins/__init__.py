"""The harness's places in a pytest run; no fixtures, those stand in conftest.py."""

PACKAGE = "backend.tests.harness.plugins"

pytest_plugins = [
    f"{PACKAGE}.{name}" for name in ("servers", "report", "workers", "logs", "network")
]
