"""A run loads Hypothesis where a test wants it, and its plugin then works as ever."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.tests.harness.servers.places import SOURCE

PLUGINS = ("-p", "hypothesispytest", "-p", "backend.tests.harness.plugins.unused")
RUN = "import sys, pytest; pytest.main(sys.argv[1:]); print('loaded:', 'hypothesis' in sys.modules)"
PLAIN = "def test_nothing(): pass"
PROPERTY = """
from hypothesis import given, strategies
@given(strategies.none())
def test_nothing(value): pass
"""


@pytest.mark.parametrize(
    ("test", "options", "is_loaded"),
    [(PLAIN, (), False), (PROPERTY, ("--hypothesis-show-statistics",), True)],
    ids=["plain", "property"],
)
def test_only_a_run_that_uses_hypothesis_loads_it(
    tmp_path: Path, test: str, options: tuple[str, ...], is_loaded: bool
) -> None:
    (tmp_path / "test_it.py").write_text(test)

    said = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-c", RUN, *PLUGINS, *options, "test_it.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert f"loaded: {is_loaded}" in said
    assert ("test_it.py::test_nothing:" in said) is is_loaded
