"""Fronts that end TLS before the real servers, whose embedded programs are built without it."""

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import URL, make_url
from trustme import CA

from backend.core.settings import CoreSettings

HOST, ELSEWHERE = "127.0.0.1", "db.example.com"
# The first message of a client that wants TLS (PostgreSQL, "Message Formats", SSLRequest).
SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
CHUNK = 2**16

Serve: TypeAlias = Callable[[StreamReader, StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Fronts:
    """The URLs of both servers by way of TLS, and the certificate of who vouches for them."""

    database_url: str
    redis_url: str
    authority: Path


@asynccontextmanager
async def open_fronts(
    settings: CoreSettings, folder: Path, name: str = HOST
) -> AsyncIterator[Fronts]:
    """Listen on both with a certificate for `name`; without TLS a client is turned away."""
    context, authority = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), CA()
    authority.issue_cert(name).configure_cert(context)
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    rows, keys = make_url(settings.database_url), make_url(settings.redis_url)

    async def serve_rows(reader: StreamReader, writer: StreamWriter) -> None:
        if await reader.read(len(SSL_REQUEST)) == SSL_REQUEST:
            writer.write(b"S")
            await writer.start_tls(context)
            await relay(reader, writer, rows)

    async def serve_keys(reader: StreamReader, writer: StreamWriter) -> None:
        await relay(reader, writer, keys)

    async with listening(serve_rows) as rows_port, listening(serve_keys, context) as keys_port:
        rows_front = rows.set(host=HOST, port=rows_port, query={})
        keys_front = keys.set(drivername="rediss", host=HOST, port=keys_port)
        yield Fronts(text_of(rows_front), text_of(keys_front), folder / "authority.pem")


@asynccontextmanager
async def listening(serve: Serve, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Yield the port; at the end every connection is closed."""
    open_connections: set[asyncio.Task[None]] = set()

    async def serve_and_close(reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_connections.add(task)
        try:
            await serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            """The client does not trust the certificate, or has hung up."""
        finally:
            writer.close()

    server = await asyncio.start_server(serve_and_close, HOST, 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]
        server.close()
        await asyncio.gather(*open_connections)


async def relay(reader: StreamReader, writer: StreamWriter, server: URL) -> None:
    there, back = await asyncio.open_connection(server.host, server.port)
    await asyncio.gather(copy(reader, back), copy(there, writer))


async def copy(source: StreamReader, sink: StreamWriter) -> None:
    """Close the other side where this one ends, so that both directions do."""
    try:
        while chunk := await source.read(CHUNK):
            sink.write(chunk)
            await sink.drain()
    finally:
        sink.close()


def text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)
