"""A browser takes an answer for what it is: data, for this client, now."""

import re
from urllib.parse import urlsplit

import pytest
from httpx import AsyncClient

from backend.core.dependencies import State
from backend.core.settings import Environment
from backend.runtime.app import create_app
from backend.tests.harness.settings import PRODUCTION, settings_for_tests
from backend.tests.harness.transport import client_of
from backend.tests.runtime.logs import ReadLog


@pytest.mark.parametrize("path", ["/livez", "/nowhere", "/probes/bug"])
async def test_every_answer_is_data_for_one_client(
    probe_client: AsyncClient, read_log: ReadLog, path: str
) -> None:
    response = await probe_client.get(path)

    assert read_log() is not None
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


async def test_an_endpoint_may_know_better(probe_client: AsyncClient) -> None:
    response = await probe_client.get("/probes/cached")

    assert response.headers["cache-control"] == "max-age=60"


@pytest.mark.parametrize(
    ("environment", "insists"), [(Environment.PRODUCTION, True), (Environment.TEST, False)]
)
async def test_only_production_insists_on_https(
    serverless_state: State, environment: Environment, insists: bool
) -> None:
    app = create_app(settings_for_tests(**{**PRODUCTION, "environment": environment}))

    async with client_of(app, serverless_state) as client:
        response = await client.get("/livez")

    assert ("strict-transport-security" in response.headers) is insists


async def test_the_documentation_may_load_what_it_needs(probe_client: AsyncClient) -> None:
    page = await probe_client.get("/docs")

    policy = page.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="(https?://[^"]+)"', page.text)
    assert loaded
    assert [url for url in loaded if urlsplit(url).netloc not in policy] == []
    assert "/openapi.json" in page.text


async def test_nothing_else_may_load_anything(probe_client: AsyncClient) -> None:
    response = await probe_client.get("/livez")

    assert "https://" not in response.headers["content-security-policy"]
