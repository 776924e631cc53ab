"""A door to the Docker engine that can be shut: whoever comes through it then finds it dead."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingUnixStreamServer
from threading import Thread

REAL_SOCKET = "/var/run/docker.sock"
BLOCK = 65536


class Door(ThreadingUnixStreamServer):
    """Forwards every connection to the real engine until it is shut."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self.inside: list[socket.socket] = []
        super().__init__(str(path), Visitor)

    def shut(self) -> None:
        """Refuse whoever comes, and hang up on those who are inside."""
        self.path.unlink(missing_ok=True)
        for connection in self.inside:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Visitor(StreamRequestHandler):
    """Carries bytes both ways."""

    server: Door

    def handle(self) -> None:
        with socket.socket(socket.AF_UNIX) as engine:
            engine.connect(REAL_SOCKET)
            self.server.inside += [self.connection, engine]
            Thread(target=carry, args=(engine, self.connection), daemon=True).start()
            carry(self.connection, engine)


def carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(BLOCK):
            target.sendall(block)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def open_door(path: Path) -> Iterator[Door]:
    with Door(path) as door:
        Thread(target=door.serve_forever, daemon=True).start()
        yield door
        door.shutdown()
