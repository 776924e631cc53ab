"""What only the rules of accounts are about: a second way in."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from backend.core.dependencies import State
from backend.tests.apps.accounts.entrance import Entrance, LogIn
from backend.tests.harness.transport import client_of


@pytest.fixture
async def log_in_from_afar(app: FastAPI, state: State) -> AsyncIterator[LogIn]:
    """Sends credentials from another address than `log_in`."""
    async with client_of(app, state, "203.0.113.7") as client:
        yield Entrance(client).log_in
