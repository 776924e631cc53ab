"""What the harness does in a pytest run because of this service."""

PACKAGE = "backend.tests.harness.plugins.service"
NAMES = ("schema", "contracts", "logs", "blocking")

pytest_plugins = [f"{PACKAGE}.{name}" for name in NAMES]
