"""Whatever FastAPI describes and answers by itself keeps the contract."""

import json
from collections.abc import Mapping

import pytest
from httpx import AsyncClient

from backend.tests.harness.contracts.operations import operations_of
from backend.tests.testbed.contracts import kinds

KINDS = [
    ("GET", "json", "200"),
    ("HEAD", "json", "200"),
    ("GET", "times", "200"),
    ("GET", "image", "200"),
    ("GET", "range-of-images", "200"),
    ("GET", "file", "200"),
    ("GET", "chunks", "200"),
    ("GET", "csv-or-json", "200"),
    ("GET", "lines", "200"),
    ("GET", "events", "200"),
    ("GET", "named-events", "200"),
    ("GET", "page", "200"),
    ("GET", "text", "200"),
    ("DELETE", "nothing", "204"),
    ("GET", "unchanged", "304"),
    ("GET", "moved", "303"),
    ("GET", "default", "default"),
    ("GET", "4xx", "4XX"),
]
SERVED = {
    "paths/a/b.txt": "paths/{path}",
    "numbers/7": "numbers/{number}",
}


@pytest.mark.parametrize("prefix", ["/kinds", "/twice/kinds"])
@pytest.mark.parametrize("kind", KINDS, ids=" ".join)
async def test_an_answer_of_each_kind_passes_and_is_remembered(
    kinds_client: AsyncClient, seen: set[str], prefix: str, kind: tuple[str, str, str]
) -> None:
    method, path, declared = kind

    await kinds_client.request(method, f"{prefix}/{path}")

    assert {f"{method} {prefix}/{path} {declared}"} == seen


@pytest.mark.parametrize("headers", [{"Accept": "text/csv"}, {"Accept": "*/*"}], ids=str)
async def test_each_of_several_media_types_passes(
    kinds_client: AsyncClient, headers: Mapping[str, str]
) -> None:
    response = await kinds_client.get("/kinds/csv-or-json", headers=headers)

    assert response.is_success


@pytest.mark.parametrize("path", SERVED)
async def test_the_operation_is_the_one_that_served_the_request(
    kinds_client: AsyncClient, seen: set[str], path: str
) -> None:
    await kinds_client.get(f"/kinds/{path}")

    assert {f"GET /kinds/{SERVED[path]} 200"} == seen


def test_webhooks_and_callbacks_are_no_operations() -> None:
    names = set(map(str, operations_of(kinds.app)))

    assert "POST /orders" in names
    assert len(names) == 2 * len(kinds.router.routes) + 1


def test_the_document_refers_to_nothing_that_it_lacks() -> None:
    document = kinds.app.openapi()
    written = json.dumps(document)

    assert "ticked" in document["webhooks"]
    assert "callbacks" in document["paths"]["/orders"]["post"]
    assert "HTTPValidationError" not in written
