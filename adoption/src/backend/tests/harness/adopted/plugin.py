"""The place of an adopted service in a pytest run: its variables are set before it is imported."""

import os

import pytest

from backend.tests.harness.adopted.schemas import AdoptedSchema
from backend.tests.harness.adopted.stage import Stage, prepare
from backend.tests.harness.adopted.strangers import refuse_strangers
from backend.tests.harness.adopted.wiring import HOME, WiringError
from backend.tests.harness.schema import SCHEMA
from backend.tests.harness.servers.contract import ServersError

STAGE = pytest.StashKey[Stage]()


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Come before every conftest of the tests, which may import the service."""
    config = pluginmanager.get_plugin("pytestconfig")
    assert isinstance(config, pytest.Config)
    try:
        refuse_strangers()
        config.stash[STAGE] = stage = prepare()
        config.stash[SCHEMA] = schema = AdoptedSchema(stage.wiring, stage.redis_url)
        schema.fingerprint()
    except (ServersError, WiringError) as error:
        raise pytest.UsageError(str(error)) from None


def pytest_sessionstart(session: pytest.Session) -> None:
    """Go where the service is started and its own tests run: it may read files from there."""
    # xdist's controller runs no test, and its workers start where it stands.
    if not session.config.pluginmanager.hasplugin("dsession"):
        os.chdir(HOME)


def pytest_unconfigure(config: pytest.Config) -> None:
    if STAGE in config.stash:
        config.stash[STAGE].close()
