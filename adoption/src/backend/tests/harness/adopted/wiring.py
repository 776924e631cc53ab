"""What `wiring.py` says about a service: names, so that nothing of it is imported too early."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backend.tests.harness.servers.places import CHECKOUT

FILE = CHECKOUT / "wiring.py"
# Where the folder of the harness lies in: the service's own, usually the root of its repository.
HOME = CHECKOUT.parent
NAME = "WIRING"


class WiringError(Exception):
    """The service cannot be tested as it is wired; the message says why, in a sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"wiring.py: {sentence}")


@dataclass(frozen=True)
class Alembic:
    """The schema that `alembic upgrade heads` comes to, with the service's own env.py.

    An env.py that asks its ini file for the URL finds it there, with `driver`.
    """

    ini: str = "alembic.ini"
    driver: str = "postgresql"


@dataclass(frozen=True)
class Metadata:
    """The tables of a `MetaData`, or of a declarative base, as they are created without Alembic.

    `files` are the folders and files that it is declared in; left out, it is the whole package.
    """

    reference: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """The words of a command that migrates, and the files that it migrates with."""

    words: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Wiring:
    """Paths are relative to the folder that the harness's folder lies in."""

    # "module:attribute" of the application, or of a function without arguments that makes it.
    app: str
    schema: Alembic | Metadata | Command
    # Variables of the environment: the ones that the service finds its servers by, and any other.
    environment: Mapping[str, str]
    # "module:attribute" of the dependency that yields a session, where it needs no arguments ...
    session: str = ""
    # ... otherwise of an engine or a sessionmaker, or of a function of the application to find one.
    engine: str = ""
    # Its sessions are sync: then so are the fixtures, and tests are plain functions.
    sync: bool = False
    # Whether its startup and shutdown run, once in a process.
    lifespan: bool = True
    # Where its packages lie, if they are not installed.
    sources: tuple[str, ...] = ("", "src")
    # Patterns of the keys in Redis that may stay without an expiry.
    lasting_keys: tuple[str, ...] = ()

    @property
    def folders(self) -> list[Path]:
        folders = (HOME / source for source in self.sources)
        return [folder.resolve() for folder in folders if folder.is_dir()]


@cache
def wiring() -> Wiring:
    """Return what the user wrote. Raises WiringError where that is no wiring."""
    if not FILE.is_file():
        raise WiringError(f"it is not there; write it to {FILE}.")
    spec = importlib.util.spec_from_file_location("testbed_wiring", FILE)
    if spec is None or spec.loader is None:
        raise WiringError("it cannot be read as Python.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = getattr(module, NAME, None)
    if not isinstance(found, Wiring):
        raise WiringError(f"it sets no {NAME} = Wiring(...).")
    if not found.session and not found.engine:
        raise WiringError("name the `session` dependency, or an `engine`.")
    return found
