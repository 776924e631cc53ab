"""A run loads Hypothesis where a test wants it, and its plugin then works as ever."""

import os
import subprocess
import sys
from pathlib import Path

from backend.tests.harness.servers.places import SOURCE

PLUGINS = ("-p", "hypothesispytest", "-p", "backend.tests.harness.plugins.unused")
RUN = "import sys, pytest; pytest.main(sys.argv[1:]); print('loaded:', 'hypothesis' in sys.modules)"
PLAIN = "def test_nothing(): pass"
PROPERTY = """
from hypothesis import given, strategies
@given(strategies.none())
def test_nothing(value): pass
"""


def run(folder: Path, test: str, *options: str) -> str:
    (folder / "test_it.py").write_text(test)
    return subprocess.run(
        [sys.executable, "-c", RUN, *PLUGINS, *options, "test_it.py"],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_run_without_properties_does_not_load_hypothesis(tmp_path: Path) -> None:
    assert "loaded: False" in run(tmp_path, PLAIN)


def test_a_run_with_a_property_has_all_of_hypothesis(tmp_path: Path) -> None:
    said = run(tmp_path, PROPERTY, "--hypothesis-show-statistics")

    assert "loaded: True" in said
    assert "test_it.py::test_nothing:" in said
