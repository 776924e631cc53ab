"""Forms and uploads of a user's app are held to whatever holds for every operation."""

from pathlib import Path

import pytest

from tests.harness.services import Generate, make

ROUTES = '''"""Uploads over HTTP."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile

from backend.apps.accounts.dependencies import CurrentUserDep
from backend.core.schemas import problems

router = APIRouter(prefix="/uploads", responses=problems(HTTPStatus.UNAUTHORIZED))


@router.post("/forms")
async def take_form(user: CurrentUserDep, number: Annotated[int, Form(ge=1)]) -> int:
    return number


@router.post("/files")
async def take_file(user: CurrentUserDep, file: UploadFile) -> int:
    return len(await file.read())
'''
TESTS = '''"""Uploads."""

from httpx import AsyncClient

from backend.tests.apps.accounts.builders import MakeUser
from backend.tests.apps.accounts.sign_in import SignIn


async def test_uploads_are_taken(make_user: MakeUser, sign_in: SignIn) -> None:
    client = sign_in(await make_user())

    response = await client.post("/v1/uploads/forms", data={"number": "3"})

    assert response.json() == 3
'''


def write(service: Path, folder: str, name: str, text: str) -> None:
    place = service / "src" / "backend" / folder / "uploads"
    place.mkdir(parents=True)
    (place / "__init__.py").touch()
    (place / name).write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_a_form_and_an_upload_keep_every_promise(generate: Generate) -> None:
    service = generate({"example": False})
    write(service, "apps", "routes.py", ROUTES)
    write(service, "tests/apps", "test_routes.py", TESTS)

    said = make(service, "test", "ARGS=-n 0 -k uploads")

    # The app's own, and for each of its two operations five of the registry and four of runtime.
    assert "19 passed" in said
