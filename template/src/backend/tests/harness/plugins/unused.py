"""Ends plugins that a run has loaded and not used, before they load what they stand for."""

import sys

import pytest

# Hypothesis comes with schemathesis; its plugin imports all of it for the summary of every run.
PLUGIN, PACKAGE = "hypothesispytest", "hypothesis"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if PACKAGE not in sys.modules:
        session.config.pluginmanager.unregister(name=PLUGIN)
