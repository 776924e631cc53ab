"""The user who is asking."""

from http import HTTPStatus

from httpx import AsyncClient

from backend.apps.accounts.models import User
from backend.apps.accounts.schemas import UserRead
from backend.tests.apps.accounts.builders import MakeUser
from backend.tests.apps.accounts.sign_in import SignIn


async def test_i_am_who_i_signed_in_as(
    authenticated_client: AsyncClient, authenticated_user: User
) -> None:
    response = await authenticated_client.get("/v1/me")

    assert response.status_code == HTTPStatus.OK
    assert UserRead.model_validate(response.json()) == UserRead.model_validate(authenticated_user)


async def test_two_clients_are_two_people(make_user: MakeUser, sign_in: SignIn) -> None:
    ada, grace = await make_user(), await make_user()
    adas_client, graces_client = sign_in(ada), sign_in(grace)

    answers = [await adas_client.get("/v1/me"), await graces_client.get("/v1/me")]

    read = [UserRead.model_validate(answer.json()) for answer in answers]
    assert read == [UserRead.model_validate(user) for user in (ada, grace)]
