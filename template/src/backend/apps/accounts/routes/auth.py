"""Coming in, staying in and leaving, over HTTP."""

from http import HTTPStatus

from fastapi import APIRouter

from backend.apps.accounts.dependencies import AuthenticationServiceDep, RegistrationServiceDep
from backend.apps.accounts.models import User
from backend.apps.accounts.schemas import (
    Credentials,
    PresentedToken,
    Registration,
    TokenPair,
    UserRead,
)
from backend.core.dependencies import ClientAddressDep
from backend.core.schemas import problems

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/register",
    response_model=UserRead,
    status_code=HTTPStatus.CREATED,
    responses=problems(HTTPStatus.CONFLICT),
)
async def register_user(new: Registration, service: RegistrationServiceDep) -> User:
    return await service.register(new)


@router.post("/login", responses=problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS))
async def log_in(
    given: Credentials, address: ClientAddressDep, service: AuthenticationServiceDep
) -> TokenPair:
    return await service.log_in(given, address)


@router.post("/refresh", responses=problems(HTTPStatus.UNAUTHORIZED))
async def refresh_tokens(presented: PresentedToken, service: AuthenticationServiceDep) -> TokenPair:
    return await service.refresh(presented.refresh_token)


@router.post("/logout", status_code=HTTPStatus.NO_CONTENT)
async def log_out(presented: PresentedToken, service: AuthenticationServiceDep) -> None:
    await service.log_out(presented.refresh_token)
