"""Every error that the service may raise, made with whatever it needs to say its sentence."""

from collections.abc import Iterator
from enum import Enum
from inspect import isclass
from typing import Any, get_origin, get_type_hints
from uuid import UUID

from starlette.exceptions import HTTPException

from backend.apps import registry  # noqa: F401 - importing it makes every app's errors known
from backend.core.settings import SettingsError

# One says what the framework says, the other as many sentences as there are variables.
OTHERWISE = (HTTPException, SettingsError)
SERVICE, TESTS = "backend.", "backend.tests."
SAMPLES: dict[Any, object] = {
    UUID: UUID(int=7),
    str: "Somebody",
    int: 7,
    float: 0.7,
    list: ["Redis"],
    BaseException: LookupError(),
}


def kinds(kind: type[Exception] = Exception) -> Iterator[type[Exception]]:
    """Yield the service's own errors that write their sentence themselves."""
    for heir in kind.__subclasses__():
        is_ours = heir.__module__.startswith(SERVICE) and not heir.__module__.startswith(TESTS)
        if is_ours and "__init__" in vars(heir) and not issubclass(heir, OTHERWISE):
            yield heir
        yield from kinds(heir)


def speaking(kind: type[Exception]) -> str:
    hints = get_type_hints(vars(kind)["__init__"])
    return str(kind(**{name: sample_of(hint) for name, hint in hints.items() if name != "return"}))


def sample_of(hint: Any) -> object:  # noqa: ANN401 - any annotation
    if isclass(hint) and issubclass(hint, Enum):
        return next(iter(hint))
    return SAMPLES[get_origin(hint) or hint]
