"""The wiring leads to the service. Delete this file when tests of your own show it."""

from backend.tests.harness.adopted.sandbox import Sandbox
from backend.tests.harness.adopted.worker import Worker


def test_the_service_is_led_to_the_tests_database(worker: Worker, sandbox: Sandbox) -> None:
    assert sandbox.engine.url.database == worker.stage.database
