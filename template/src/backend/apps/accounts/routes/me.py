"""The user who is asking, over HTTP."""

from http import HTTPStatus

from fastapi import APIRouter

from backend.apps.accounts.dependencies import CurrentUserDep
from backend.apps.accounts.models import User
from backend.apps.accounts.schemas import UserRead
from backend.core.schemas import problems

router = APIRouter(prefix="/me", tags=["me"], responses=problems(HTTPStatus.UNAUTHORIZED))


@router.get("", response_model=UserRead)
async def read_me(user: CurrentUserDep) -> User:
    return user
