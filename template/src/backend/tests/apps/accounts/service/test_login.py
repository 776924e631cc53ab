"""A password is checked while nothing waits for it but the one who gave it."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient
from pwdlib import PasswordHash

from backend.core.dependencies import State
from backend.tests.apps.accounts.factories import RegistrationFactory
from backend.tests.apps.accounts.hashers import WatchingHasher
from backend.tests.apps.accounts.operations import LOG_IN, REGISTER
from backend.tests.harness.sandbox import Sandbox


@pytest.mark.committed
async def test_no_connection_is_held_while_a_password_is_hashed(
    client: AsyncClient, state: State, sandbox: Sandbox
) -> None:
    hasher = WatchingHasher(sandbox.engine.pool)
    state["password_hash"] = PasswordHash([hasher])
    new = RegistrationFactory.build()
    credentials = new.model_dump(mode="json", include={"email", "password"})

    await REGISTER.send(client, body=new)
    known = await LOG_IN.send(client, body=credentials)
    unknown = await LOG_IN.send(client)

    assert (known.status_code, unknown.status_code) == (HTTPStatus.OK, HTTPStatus.UNAUTHORIZED)
    assert hasher.in_use == [0, 0, 0]
