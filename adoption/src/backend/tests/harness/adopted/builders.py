"""How a process begins and ends that builds the schema: guarded, and with one sentence."""

import sys
from collections.abc import Callable

from backend.tests.harness.adopted.strangers import refuse_strangers
from backend.tests.harness.adopted.wiring import WiringError


def build_guarded(build: Callable[..., None]) -> None:
    """Hand the command line to `build`, which reaches no database but the tests' own."""
    refuse_strangers()
    try:
        build(*sys.argv[1:])
    except WiringError as error:
        sys.exit(str(error))
