"""Runs a command that migrates: `python -m backend.tests.harness.adopted.execute WORDS`."""

import os
import runpy
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from backend.tests.harness.adopted.builders import build_guarded
from backend.tests.harness.adopted.joining import make_importable
from backend.tests.harness.adopted.references import is_about
from backend.tests.harness.adopted.wiring import HOME, WiringError, wiring

PYTHON = {"python", "python3"}


def main(program: str, *words: str) -> None:
    """Become the command; one in Python stays in this process, which refuses strange databases."""
    folders = [*wiring().folders, HOME]
    if program not in PYTHON:
        become(program, words, folders)
    make_importable(folders)
    if words[0] == "-m":
        run_module(*words[1:])
    else:
        run_script(*words)


def run_module(module: str, *words: str) -> None:
    if not is_there(module):
        raise WiringError(f"the schema's command runs {module!r}, and there is no such module.")
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError as error:
        if is_about(module, error):
            return False
        raise


def run_script(script: str, *words: str) -> None:
    if not Path(script).is_file():
        raise WiringError(f"the schema's command runs {script!r}, and there is no such file.")
    sys.argv = [script, *words]
    sys.path.insert(0, str(Path(script).resolve().parent))
    runpy.run_path(script, run_name="__main__")


def become(program: str, words: tuple[str, ...], folders: list[Path]) -> None:
    """Start a program of the service's environment, or of this machine, in place of this one."""
    beside = shutil.which(program, path=str(Path(sys.executable).parent))
    found = beside or shutil.which(program)
    if found is None:
        raise WiringError(f"the schema's command is {program!r}, and there is no such program.")
    # Without ours, whose `backend` would be found before one of the service's.
    os.environ["PYTHONPATH"] = os.pathsep.join(map(str, folders))
    os.execv(found, [found, *words])  # noqa: S606 - the user's own words


if __name__ == "__main__":
    build_guarded(main)
