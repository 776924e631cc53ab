"""What the tests of core stand on: two tables, and a tiny service around them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from backend.core.database import Sessionmaker, create_sessionmaker
from backend.core.dependencies import State
from backend.core.http import Patience, RemoteService, create_http_client
from backend.tests.core.endpoints import create_probe_app
from backend.tests.core.environment import SetVariables, set_variables_with
from backend.tests.core.packages import WritePackage, writing_packages
from backend.tests.core.questions import BODY_LIMIT
from backend.tests.core.tables import Books, create_tables, drop_tables
from backend.tests.harness.fakes.samples import Greeter
from backend.tests.harness.fakes.server import FakeServer, open_server
from backend.tests.harness.sandbox import Sandbox
from backend.tests.harness.transport import unchecked_client_of


@pytest.fixture(scope="session")
def probe_app() -> FastAPI:
    """A service whose endpoints use their session well and badly."""
    return create_probe_app()


@pytest.fixture(scope="session")
async def remote_server() -> AsyncIterator[FakeServer]:
    """A port for somebody else's service, open for the whole run."""
    async with open_server() as server:
        yield server


@pytest.fixture
def set_variables(monkeypatch: pytest.MonkeyPatch) -> SetVariables:
    """Replaces what the process's environment says to the service."""
    return set_variables_with(monkeypatch)


@pytest.fixture
def write_package(tmp_path: Path) -> Iterator[WritePackage]:
    """Writes a package and imports it; when the test is over, nobody knows it."""
    with writing_packages(tmp_path) as write_package:
        yield write_package


@pytest.fixture
async def greeter(remote_server: FakeServer) -> AsyncIterator[Greeter]:
    """Somebody else's service, which greets."""
    async with remote_server.running(Greeter()) as greeter:
        yield greeter


@pytest.fixture
async def remote(greeter: Greeter) -> AsyncIterator[RemoteService]:
    """The greeting service as this one asks it: three times, without a pause in between."""
    async with create_http_client(greeter.url) as http:
        yield RemoteService("The greeter", http, Patience(backoff_seconds=0, bytes=BODY_LIMIT))


@pytest.fixture
async def library(sessionmaker: Sessionmaker) -> Sessionmaker:
    """The test's sessionmaker, in a database that has the probe's tables until the test ends."""
    async with sessionmaker.begin() as session:
        await create_tables(await session.connection())
    return sessionmaker


@pytest.fixture
async def committing_library(sandbox: Sandbox) -> AsyncIterator[Sessionmaker]:
    """The same without isolation: commits are real, and so are the tables until the test ends."""
    async with sandbox.engine.begin() as connection:
        await create_tables(connection)
    yield create_sessionmaker(sandbox.engine)
    async with sandbox.engine.begin() as connection:
        await drop_tables(connection)


@pytest.fixture
async def books(library: Sessionmaker) -> AsyncIterator[Books]:
    """A repository whose transaction nobody commits."""
    async with library() as session:
        yield Books(session)


@pytest.fixture
async def probe_client(
    probe_app: FastAPI, state: State, library: Sessionmaker
) -> AsyncIterator[AsyncClient]:
    """Talks HTTP to the probe app."""
    async with unchecked_client_of(probe_app, {**state, "sessionmaker": library}) as client:
        yield client
