"""Who does what about which event: `@on(ProfileSaved)` in an app's `jobs.py`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncSession

from backend.core.dependencies import State
from backend.core.events import Event


@dataclass(frozen=True)
class Steps:
    """What a job has that is not one transaction: it opens those that it needs."""

    state: State

    def resources(self, app: str) -> Any:  # noqa: ANN401 - each app knows what it has opened
        return cast("Mapping[str, Any]", self.state)[app]


@dataclass(frozen=True)
class Job(Steps):
    """What a job has: its one transaction, and what the process shares."""

    session: AsyncSession


E = TypeVar("E", bound=Event)
J = TypeVar("J", bound=Steps)
Act: TypeAlias = Callable[[E, J], Awaitable[None]]


@dataclass(frozen=True)
class Handler:
    name: str
    event: type[Event]
    act: Act[Any, Any]
    in_steps: bool


Handlers: TypeAlias = Mapping[str, Handler]
# Filled by importing the apps' `jobs`, as the metadata is by importing their models.
HANDLERS: dict[str, Handler] = {}


def on(event: type[E]) -> Callable[[Act[E, Job]], Act[E, Job]]:
    """Do this about every such event. What it writes and the end of its job are one transaction."""

    def register(act: Act[E, Job]) -> Act[E, Job]:
        add(Handler(name_of(act), event, act, in_steps=False))
        return act

    return register


def on_in_steps(event: type[E]) -> Callable[[Act[E, Steps]], Act[E, Steps]]:
    """Do this about every such event, in transactions of its own, with others asked in between.

    If its process dies it begins again, so it has to note how far it came.
    """

    def register(act: Act[E, Steps]) -> Act[E, Steps]:
        add(Handler(name_of(act), event, act, in_steps=True))
        return act

    return register


def add(handler: Handler) -> None:
    HANDLERS[handler.name] = handler


def name_of(act: Callable[..., object]) -> str:
    """`deliveries.write_digests` for that function of `backend.apps.deliveries.jobs`."""
    app = act.__module__.removesuffix(".jobs").rpartition(".")[2]
    return f"{app}.{act.__qualname__}"
