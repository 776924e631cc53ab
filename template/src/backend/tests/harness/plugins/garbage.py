"""Lets Python look for garbage where there is some: in tests, and not in what was imported.

A short run spent a quarter of its time on collecting modules, while they were loaded and once more
when it ended. `gc.freeze` keeps them out, as Instagram does before it forks.
"""

import atexit
import gc

import pytest

gc.disable()
# After pytest has looked for what the tests left unclosed.
atexit.register(gc.freeze)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    gc.freeze()
    gc.enable()
