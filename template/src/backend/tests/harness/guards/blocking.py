"""Finds calls that block the event loop while the service answers a request.

Nothing else is answered meanwhile. blockbuster knows the functions and where they may block; two
kinds that it lets pass, hashing passwords and asking DNS, are added here.
"""

import _socket
import linecache
import re
import socket
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

from blockbuster import BlockBuster, BlockBusterFunction

# They look at an answer while the service sends it.
CONTRACTS = str(Path(__file__).parents[1] / "contracts")
LIBRARIES = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)
SUPPRESSED = re.compile(r"#\s*blocks:\s*\w")
# What the service answers at the moment, as "GET /v1/me".
SERVING: ContextVar[str] = ContextVar("serving")
# A name in a directory costs microseconds, and libraries look some up; a debugger asks at a prompt.
HARMLESS, READING = ("os.", "builtins.input"), {"os.read", "os.write", "os.sendfile"}
LOOKUPS = {
    _socket: ("getaddrinfo",),
    socket: ("gethostbyname", "gethostbyname_ex", "gethostbyaddr"),
}
# By the package that has to be there; a class's methods are its attributes.
HASHES = {
    "argon2": ("PasswordHasher.hash", "PasswordHasher.verify"),
    "bcrypt": ("hashpw", "checkpw", "kdf"),
}
# Packages read their own version, once.
METADATA = ("importlib/metadata/__init__.py", {"read_text"})
ADVICE = (
    "await a library that is asynchronous, or `await to_thread.run_sync(...)`; a call that may "
    "block says so at the end of its line: `# blocks: the reason`"
)


@contextmanager
def serving(request: str) -> Iterator[None]:
    """Watch what is called in this context."""
    token = SERVING.set(request)
    try:
        yield
    finally:
        SERVING.reset(token)


class Blocking:
    """Watches the functions, and gathers a sentence for each call that blocked."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.functions = list(functions())
        for function in self.functions:
            self.watch(function)

    def watch(self, function: BlockBusterFunction) -> None:
        may_block = function.can_block_predicate

        def pass_and_remember(*args: Any, **kwargs: Any) -> bool:  # noqa: ANN401 - anyone's
            request = SERVING.get(None)
            if request is not None and not may_block(*args, **kwargs):
                self.remember(request, function)
            # The call goes on: an error here would be caught and answered by the service.
            return True

        function.can_block_predicate = pass_and_remember

    def install(self) -> None:
        for function in self.functions:
            function.activate()

    def uninstall(self) -> None:
        for function in self.functions:
            function.deactivate()

    def remember(self, request: str, function: BlockBusterFunction) -> None:
        stack = list(frames(sys._getframe(3)))  # noqa: SLF001 - the way to a stack without its text
        frame = next(filter(is_written_here, stack), stack[0])
        file, line = frame.f_code.co_filename, frame.f_lineno
        if file.startswith(CONTRACTS) or any(is_allowed(each, function) for each in stack):
            return
        if not SUPPRESSED.search(linecache.getline(file, line)):
            self.sentences.append(
                f"{request} called {function.full_name} in the event loop at {here(file)}:{line}: "
                f"{ADVICE}."
            )


def functions() -> Iterator[BlockBusterFunction]:
    for name, function in BlockBuster().functions.items():
        if name in READING or not name.startswith(HARMLESS):
            function.full_name = name
            yield function
    for module, names in LOOKUPS.items():
        for name in names:
            yield BlockBusterFunction(module, name, can_block_predicate=is_number)
    for method in hashing():
        yield BlockBusterFunction(None, method)


def hashing() -> Iterator[str]:
    for package, names in HASHES.items():
        if find_spec(package):
            yield from (f"{package}.{name}" for name in names)


def is_number(host: object = None, *_: object, **__: object) -> bool:
    """Say whether an address is written as a number, which asks nobody."""
    text = host.decode(errors="replace") if isinstance(host, bytes) else host
    return not isinstance(text, str) or re.fullmatch(r"[\d.]*|[\da-fA-F:]*:.*", text) is not None


def frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def is_allowed(frame: FrameType, function: BlockBusterFunction) -> bool:
    code = frame.f_code
    return any(
        code.co_filename.endswith(file) and code.co_name in names
        for file, names in (*function.can_block_functions, METADATA)
    )


def is_written_here(frame: FrameType) -> bool:
    return not frame.f_code.co_filename.startswith(("<", *LIBRARIES))


def here(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file
