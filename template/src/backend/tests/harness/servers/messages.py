"""What a run and the supervisor say to each other: one JSON object a line, on a Unix socket."""

import json
import socket
from typing import Any, TypeAlias

LEASE, STATUS, STOP, RETIRE = "lease", "status", "stop", "retire"

Message: TypeAlias = dict[str, Any]


def send(connection: socket.socket, message: Message) -> None:
    connection.sendall(json.dumps(message).encode() + b"\n")


def receive(connection: socket.socket) -> Message | None:
    """Return the next message, or None where the other side hung up."""
    line = b""
    while not line.endswith(b"\n"):
        received = connection.recv(4096)
        if not received:
            return None
        line += received
    message: Message = json.loads(line)
    return message
