"""Finds what `wiring.py` names as "module:attribute"."""

from importlib import import_module
from typing import Any

from backend.tests.harness.adopted.wiring import WiringError


def resolve(what: str, reference: str) -> Any:  # noqa: ANN401 - whatever the service has there
    """Import and return what `reference` names. Raises WiringError where there is nothing."""
    module, _, path = reference.partition(":")
    if not module or not path:
        raise WiringError(f"{what}={reference!r} is no name like 'module:attribute'.")
    found = imported(what, reference, module)
    for name in path.split("."):
        if not hasattr(found, name):
            raise WiringError(f"{what}={reference!r}, but {module!r} has no {name!r}.")
        found = getattr(found, name)
    return found


def imported(what: str, reference: str, module: str) -> object:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if is_about(module, error):
            raise WiringError(f"{what}={reference!r}, but there is no {error.name!r}.") from None
        raise


def is_about(module: str, error: ModuleNotFoundError) -> bool:
    """Say whether it is this module that is missing, or a package around it.

    One that the service itself misses is the service's news, with its traceback.
    """
    return f"{module}.".startswith(f"{error.name}.")
