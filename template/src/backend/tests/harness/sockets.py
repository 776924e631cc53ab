"""A WebSocket without a network: what a client says, and what it hears."""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Message


async def talk(app: ASGIApp, path: str, *words: str, **headers: str) -> list[Message]:
    """Open a socket at `path`, say the words, and return what the app sends until it is done."""
    said: asyncio.Queue[Message] = asyncio.Queue()
    heard: list[Message] = []
    said.put_nowait({"type": "websocket.connect"})
    for word in words:
        said.put_nowait({"type": "websocket.receive", "text": word})

    async def send(message: Message) -> None:
        heard.append(message)

    await app(scope_of(path, headers), said.get, send)
    return heard


def scope_of(path: str, headers: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "websocket",
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode(), text.encode()) for name, text in headers.items()],
        "client": ("127.0.0.1", 50000),
    }
