"""Loaded before the tests and all that they import; a run of the service's own tests passes by."""

from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PLUGINS = ("backend.tests.harness.plugins", "backend.tests.harness.adopted.plugin")


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Not `pytest_plugins`: pytest refuses that in a conftest that is not the topmost."""
    if is_ours(pluginmanager.get_plugin("pytestconfig")):
        for plugin in PLUGINS:
            pluginmanager.import_plugin(plugin)


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    return None if is_ours(config) else True


def is_ours(config: object) -> bool:
    return isinstance(config, pytest.Config) and config.rootpath == HERE
