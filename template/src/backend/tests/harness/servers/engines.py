"""Chooses who serves: Docker where it answers, else the embedded servers."""

import importlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from backend.tests.harness.servers.contract import (
    Engine,
    Plan,
    Running,
    Servers,
    ServersError,
)

AUTO, DOCKER, EMBEDDED = "auto", "docker", "embedded"
# Imported when chosen: Testcontainers alone takes a second to import.
MODULES = {DOCKER: "containers", EMBEDDED: "embedded"}
DOCKER_VARIABLES = ("DOCKER_HOST", "DOCKER_CONTEXT", "TESTCONTAINERS_HOST_OVERRIDE")
DOCKER_FILES = (
    "/var/run/docker.sock",
    "~/.docker/run/docker.sock",
    "~/.docker/desktop/docker.sock",
    "~/.testcontainers.properties",
    "$XDG_RUNTIME_DIR/docker.sock",
    "$XDG_RUNTIME_DIR/podman/podman.sock",
)


@dataclass(frozen=True)
class SecondChoice:
    """Servers of a later engine, with the reason why the first did not serve."""

    running: Running
    reason: str

    @property
    def servers(self) -> Servers:
        return replace(self.running.servers, note=self.reason)

    def lost(self) -> str | None:
        return self.running.lost()


@contextmanager
def serve(plan: Plan) -> Iterator[Running]:
    """Serve with the plan's engine, or with the first that can. Raises ServersError."""
    with ExitStack() as serving:
        if plan.engine != AUTO:
            yield serving.enter_context(engine(plan.engine)(plan))
        elif not docker_is_set_up():
            yield serving.enter_context(engine(EMBEDDED)(plan))
        else:
            yield docker_or_embedded(plan, serving)


def docker_or_embedded(plan: Plan, serving: ExitStack) -> Running:
    try:
        return serving.enter_context(engine(DOCKER)(plan))
    except ServersError as docker:
        try:
            second = serving.enter_context(engine(EMBEDDED)(plan))
        except ServersError as embedded:
            message = f"{docker}\n{embedded}"
            raise ServersError(message) from embedded
        return SecondChoice(second, str(docker))


def engine(name: str) -> Engine:
    module = importlib.import_module(f"backend.tests.harness.servers.{MODULES[name]}")
    serve: Engine = module.serve
    return serve


def docker_is_set_up() -> bool:
    """Whether anything on this machine points to a Docker engine; asking one takes longer."""
    if any(os.environ.get(variable) for variable in DOCKER_VARIABLES):
        return True
    paths = (Path(os.path.expandvars(file)).expanduser() for file in DOCKER_FILES)
    return any(path.exists() for path in paths)
