"""A start loads of the costly packages only those that imports.toml allows for its kind."""

import os
import sys
import tomllib
from pathlib import Path

import pytest

from tests.harness.commands import run
from tests.harness.paths import TEMPLATE

BUDGET = tomllib.loads(Path(__file__).with_name("imports.toml").read_text())
LOADED = """
import sys
print("\\nloaded", *{name.partition(".")[0] for name in sys.modules})
"""


@pytest.mark.parametrize("kind", BUDGET["kinds"])
def test_a_start_loads_no_package_that_it_does_not_need(kind: str) -> None:
    code, may = BUDGET["kinds"][kind]["code"], set(BUDGET["kinds"][kind]["may"])
    environment = {**os.environ, "PYTHONPATH": str(TEMPLATE / "src")}

    said = run(sys.executable, "-c", code + LOADED, cwd=TEMPLATE, environment=environment)

    loaded = set(said.splitlines()[-1].split())
    assert loaded & set(BUDGET["packages"]) - may == set()
    assert "fastapi" in loaded
